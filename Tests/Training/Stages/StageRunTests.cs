using JointQP.Studies.Stages;
using JointQP.Studies.Words;
using JointQP.Tests.Training.Compression;
using JointQP.Training.Stages;
using JointQP.Training.Tasks;
using static TorchSharp.torch;

namespace JointQP.Tests.Training.Stages;

/// <summary>What a stage does around a session, shown by sessions that no published task would have.</summary>
public sealed class StageRunTests : IDisposable
{
    private readonly StageBench _bench = new();

    [Fact]
    public void ToEnd_NetworkThatEscapesItsOperators_HasNoResult()
    {
        using var session = new Session(new AuditTests.Bypass());
        var schedule = new Schedule("Q8(w)", [new(OperatorKind.Quantize, Target.Weights, 8, 1)]);

        var e = Assert.Throws<TrialAuditException>(() => Run(session, StageBench.Float with { Schedule = schedule }));

        Assert.Contains(e.Mismatches, mismatch => mismatch.StartsWith("second.weight: ", StringComparison.Ordinal));
        Assert.Empty(Directory.GetFiles(_bench.Folder));
    }

    [Fact]
    public void ToEnd_RandomLayers_DrawFromTheSeedAndTheStepAlone()
    {
        using var first = new Session(nn.Linear(6, 3));
        using var second = new Session(nn.Linear(6, 3));
        using var other = new Session(nn.Linear(6, 3));
        Run(first, StageBench.Float);
        rand(1000).Dispose();
        Run(second, StageBench.Float);
        Run(other, StageBench.Float with { Seed = 2 });

        Assert.Equal(first.Drawn, second.Drawn);
        Assert.Equal(first.Drawn.Count, first.Drawn.Distinct().Count());
        Assert.Empty(first.Drawn.Intersect(other.Drawn));
    }

    public void Dispose() => _bench.Dispose();

    private void Run(Session session, TrialSpec spec)
    {
        using var operators = new TrialOperators(session, spec);
        new StageRun(_bench.Job(spec), session, operators, new Silent(), new StageStopwatch(spec, "cpu", TimeProvider.System), TimeProvider.System).ToEnd(TestContext.Current.CancellationToken);
    }

    /// <summary>Forwards without an optimizer, one random number a step.</summary>
    private sealed class Session(nn.Module<Tensor, Tensor> network) : ITaskSession
    {
        public List<float> Drawn { get; } = [];

        public IReadOnlyList<TaskNetwork> Networks { get; } = [new("network", network, Compressed: true)];

        public IReadOnlyList<TaskOptimizer> Optimizers => [];

        public IReadOnlyList<Measurement> Step(long step)
        {
            network.train();
            network.call(zeros(2, 6));
            Drawn.Add(rand(1).item<float>());
            return [];
        }

        public IReadOnlyList<Measurement> Evaluate(Split split, CancellationToken ct)
        {
            using var scope = NewDisposeScope();
            network.eval();
            network.call(zeros(2, 6));
            network.train();
            return [];
        }

        public void Dispose() => network.Dispose();
    }

    private sealed class Silent : IStageObserver
    {
        public void OnActivity(string activity)
        {
        }

        public void OnMetric(long step, string name, double value)
        {
        }

        public void OnStep(long step, int samples)
        {
        }

        public void OnCheckpoint(CheckpointRef checkpoint)
        {
        }
    }
}
