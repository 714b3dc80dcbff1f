using CsCheck;
using JointQP.Studies.Planning;
using JointQP.Studies.Words;

namespace JointQP.Tests.Training.Stages;

/// <summary>Promise 1: a result depends on the spec and its seed alone, however its training was cut, killed and resumed.</summary>
public sealed class DeterminismTests : IDisposable
{
    private readonly StageBench _bench = new();

    [Theory]
    [InlineData("float")]
    [InlineData("joint")]
    public void Run_SameTrialTwice_SameBits(string schedule)
    {
        var job = _bench.Job(StageBench.Spec(schedule));
        AssertEqual(_bench.Run(job), _bench.Run(job));
    }

    [Theory]
    [InlineData(OptimizerKind.Sgd)]
    [InlineData(OptimizerKind.Adam)]
    public void Run_CutIntoStagesAtItsEvents_SameBitsAsInOneGo(OptimizerKind optimizer)
    {
        var spec = StageBench.Joint with { Training = StageBench.Joint.Training with { Optimizer = optimizer, Rate = 0.01 } };
        var whole = _bench.Run(_bench.Job(spec));
        var metrics = new List<StageBench.Metric>();
        StageBench.Outcome? stage = null;
        foreach (var end in TrialEvent.Of(spec).Select(due => (long?)due.Step).Append(null))
        {
            stage = _bench.Run(_bench.Job(spec, end, stage?.Result.Checkpoint));
            metrics.AddRange(stage.Metrics);
        }

        AssertEqual(whole, stage! with { Metrics = [.. metrics] });
    }

    [Theory]
    [InlineData("joint")]
    [InlineData("every setting")]
    public void Run_FromACheckpointOfATrialThatIsTheSameSoFar_SameBitsAsFromScratch(string schedule)
    {
        var spec = StageBench.Spec(schedule);
        var whole = _bench.Run(_bench.Job(spec));
        foreach (var due in TrialEvent.Of(spec).Where(due => due.Step > 0))
        {
            // The other trial goes on without what begins here, and never has it.
            var before = spec.Schedule.Onsets.RemoveAll(onset => onset.Start >= due.Onsets.Min(o => o.Start));
            var other = spec with { Schedule = new("other", before), Compression = before.IsEmpty ? new() : spec.Compression };
            var shared = _bench.Run(_bench.Job(other, due.Step));
            var forked = _bench.Run(_bench.Job(spec, start: shared.Result.Checkpoint));
            AssertEqual(whole, forked with { Metrics = [.. shared.Metrics, .. forked.Metrics] });
        }
    }

    [Theory]
    [InlineData("float")]
    [InlineData("joint")]
    [InlineData("every setting")]
    public void Run_KilledAndResumedAnywhere_SameBitsAsUninterrupted(string schedule)
    {
        var spec = StageBench.Spec(schedule);
        var whole = _bench.Run(_bench.Job(spec));
        Gen.Int[1, (int)spec.TotalSteps - 1].Sample(
            step =>
            {
                var killed = _bench.RunAndStopAfter(_bench.Job(spec), step);
                var resumed = _bench.Run(_bench.Job(spec, start: killed.Checkpoints[0]) with { Epoch = 2 });
                AssertEqual(whole, resumed with { Metrics = [.. killed.Metrics, .. resumed.Metrics] });
            },
            iter: 6,
            threads: 1);
    }

    [Fact]
    public void Run_WithCheckpointsInside_SameBitsAsWithout()
    {
        var job = _bench.Job(StageBench.Joint);
        AssertEqual(_bench.Run(job), _bench.Run(job, 4, 7, 12, 21));
    }

    [Fact]
    public void Run_AfterAnotherTrialInTheSameProcess_SameBits()
    {
        var alone = _bench.Run(_bench.Job(StageBench.Float));
        _bench.Run(_bench.Job(StageBench.Joint with { Seed = 7 }));
        TorchSharp.torch.manual_seed(99);
        AssertEqual(alone, _bench.Run(_bench.Job(StageBench.Float)));
    }

    [Fact]
    public void Run_SeedsDiffer_ResultsDiffer()
    {
        var first = _bench.Run(_bench.Job(StageBench.Float));
        var second = _bench.Run(_bench.Job(StageBench.Float with { Seed = 2 }));
        Assert.NotEqual(first.Result.StateHash, second.Result.StateHash);
        Assert.NotEqual(first["test/loss"], second["test/loss"]);
    }

    public void Dispose() => _bench.Dispose();

    private static void AssertEqual(StageBench.Outcome expected, StageBench.Outcome actual)
    {
        Assert.Equal(expected.Result.StateHash, actual.Result.StateHash);
        Assert.Equal(expected.Metrics, actual.Metrics);
    }
}
