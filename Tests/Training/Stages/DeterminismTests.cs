using CsCheck;
using JointQP.Studies.Planning;
using JointQP.Studies.Words;
using JointQP.Training.Checkpoints;

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

    /// <summary>What TorchSharp makes of a number is freed by the first collection after its call began, if nothing holds it; and a thread that has to wait for a core is in its call for long.</summary>
    [Theory]
    [InlineData(OptimizerKind.Sgd)]
    [InlineData(OptimizerKind.Adam)]
    [InlineData(OptimizerKind.Adadelta)]
    public void Run_WhileGarbageIsCollectedAllTheTime_SameBits(OptimizerKind optimizer)
    {
        var job = _bench.Job(StageBench.Joint with { Training = StageBench.Joint.Training with { Optimizer = optimizer, Rate = 0.01, WeightDecay = 0.001 } });
        var undisturbed = _bench.Run(job);
        var over = false;
        var collectors = Enumerable.Range(0, 2 * Environment.ProcessorCount).Select(_ => new Thread(Collect)).ToList();
        collectors.ForEach(thread => thread.Start());
        try
        {
            AssertEqual(undisturbed, _bench.Run(job));
        }
        finally
        {
            Volatile.Write(ref over, true);
            collectors.ForEach(thread => thread.Join());
        }

        void Collect()
        {
            while (!Volatile.Read(ref over))
            {
                GC.Collect(0, GCCollectionMode.Forced, blocking: true);
                GC.WaitForPendingFinalizers();
            }
        }
    }

    [Theory]
    [InlineData(OptimizerKind.Sgd)]
    [InlineData(OptimizerKind.Adam)]
    [InlineData(OptimizerKind.Adadelta)]
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

    [Fact]
    public void Run_FromACheckpointInMemory_SameBitsThoughItsFileIsGone()
    {
        CheckpointCache cache = new(1 << 26, 8);
        using StageBench remembering = new(cache);
        var (trunk, kept) = (_bench.Run(_bench.Job(StageBench.Joint, 10)), remembering.Run(remembering.Job(StageBench.Joint, 10)));
        AssertEqual(trunk, kept);
        Assert.Equal([kept.Result.Checkpoint.Hash], cache.Newest(8));
        File.Delete(Path.Combine(remembering.Folder, kept.Result.Checkpoint.File));

        // Twice: what is kept must not be what a training changes.
        for (var child = 0; child < 2; child++)
            AssertEqual(
                _bench.Run(_bench.Job(StageBench.Joint, start: trunk.Result.Checkpoint)),
                remembering.Run(remembering.Job(StageBench.Joint, start: kept.Result.Checkpoint)));
        // Of a trial's end nothing goes on.
        Assert.Equal([kept.Result.Checkpoint.Hash], cache.Newest(8));
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

    /// <summary>The rate belongs to the whole trial: a stage, and a resumed one, has that of its steps and not of its own beginning.</summary>
    [Theory]
    [MemberData(nameof(Decays))]
    public void Run_DecayCutAtAnyStep_SameBitsAsInOneGo(string decay)
    {
        var spec = StageBench.Float with { Network = "convnet", Training = Training(decay) };
        var whole = _bench.Run(_bench.Job(spec));
        Gen.Int[1, (int)spec.TotalSteps - 2].SelectMany(first => Gen.Int[first + 1, (int)spec.TotalSteps - 1], (first, second) => (first, second)).Sample(
            cut =>
            {
                var stage = _bench.Run(_bench.Job(spec, cut.first));
                var killed = _bench.RunAndStopAfter(_bench.Job(spec, start: stage.Result.Checkpoint), cut.second);
                var resumed = _bench.Run(_bench.Job(spec, start: killed.Checkpoints[0]) with { Epoch = 2 });
                AssertEqual(whole, resumed with { Metrics = [.. stage.Metrics, .. killed.Metrics, .. resumed.Metrics] });
            },
            iter: 3,
            threads: 1);
    }

    [Fact]
    public void Run_DecaysDiffer_ResultsDiffer()
    {
        var hashes = Decays.Select(row => _bench.Run(_bench.Job(StageBench.Float with { Training = Training(row.Data) })).Result.StateHash);
        Assert.Equal(Decays.Count, hashes.Distinct().Count());
    }

    public static TheoryData<string> Decays => ["cosine", "constant", "linear", "linear from 10", "step", "adadelta step"];

    private static TrainingSettings Training(string decay)
    {
        var settings = StageBench.Float.Training;
        return decay switch
        {
            "constant" => settings with { Decay = RateDecay.Constant },
            "linear" => settings with { Decay = RateDecay.Linear },
            "linear from 10" => settings with { Decay = RateDecay.Linear, DecayFrom = 10 },
            "step" => settings with { Decay = RateDecay.Step, DecayFactor = 0.5, DecayEvery = 7 },
            "adadelta step" => settings with { Optimizer = OptimizerKind.Adadelta, Rate = 1, Decay = RateDecay.Step, DecayFactor = 0.7, DecayEvery = 15 },
            _ => settings,
        };
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
