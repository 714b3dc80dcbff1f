using JointQP.Studies.Words;
using JointQP.Training;
using JointQP.Training.Checkpoints;
using JointQP.Training.Tasks;

namespace JointQP.Tests.Training.Stages;

public sealed class StageTrainerTests : IDisposable
{
    private readonly StageBench _bench = new();

    [Fact]
    public void Run_FloatTrial_LearnsAndTellsItsMetricsInOrder()
    {
        var outcome = _bench.Run(_bench.Job(StageBench.Float with { Training = StageBench.Float.Training with { Epochs = 8 } }));
        Assert.InRange(outcome["test/accuracy"], 0.6, 1.0);
        Assert.InRange(outcome["validation/accuracy"], 0.6, 1.0);
        Assert.Equal(12, outcome.Metrics.Count(m => m.Name == "train/loss"));
        Assert.Equal([15, 30, 45, 60, 75, 90, 105, 120], outcome.Metrics.Where(m => m.Name == "validation/accuracy").Select(m => m.Step));
        Assert.Equal(120, outcome.Metrics.Single(m => m.Name == "test/accuracy").Step);
        Assert.Equal(outcome.Metrics.Select(m => m.Step).Order(), outcome.Metrics.Select(m => m.Step));
    }

    [Fact]
    public void Run_FinalTrial_TellsEveryMetricOfItsTask()
    {
        var outcome = _bench.Run(_bench.Job(StageBench.Float));
        Assert.Equal(
            TaskCatalog.Find("classification").Metrics.Select(m => "test/" + m.Name).Order(),
            outcome.Metrics.Where(m => m.Name.StartsWith("test/", StringComparison.Ordinal)).Select(m => m.Name).Order());
    }

    [Fact]
    public void Run_FloatTrial_CountsFourBytesAValue()
    {
        var outcome = _bench.Run(_bench.Job(StageBench.Float));
        Assert.Equal(4.0 * ((16 * 9) + (32 * 16 * 9) + (64 * 800) + (10 * 64)), outcome["bytes/weights"]);
        Assert.Equal(4.0 * ((16 * 26 * 26) + (32 * 11 * 11) + 64), outcome["bytes/features"]);
        Assert.Equal(0.0, outcome["bytes/masks"]);
    }

    [Fact]
    public void Run_JointTrial_StoresFewerBytes()
    {
        var outcome = _bench.Run(_bench.Job(StageBench.Joint));
        Assert.Equal((16 * 9) + (((32 * 16 * 9) + (64 * 800)) / 2.0) + (10 * 64), outcome["bytes/weights"]);
        Assert.Equal(((16 * 26 * 26) + (32 * 11 * 11) + 64) / 2.0, outcome["bytes/features"]);
        Assert.True(outcome["bytes/masks"] > 0);
    }

    [Theory]
    [InlineData("float", 1)]
    [InlineData("joint", 20)]
    public void Run_WantedBack_LeavesACheckpointThereThatGoesOnToTheSameBits(string name, long step)
    {
        var spec = StageBench.Spec(name);
        var whole = _bench.Run(_bench.Job(spec));

        var left = Assert.Single(_bench.RunAndGiveBackAt(_bench.Job(spec), step).Checkpoints);

        Assert.Equal(step, left.Step);
        Assert.Equal(whole.Result.StateHash, _bench.Run(_bench.Job(spec, start: left)).Result.StateHash);
    }

    [Fact]
    public void Run_WantedBackAtItsLastStep_EndsAsUsual()
    {
        using var wanted = new CancellationTokenSource();
        wanted.Cancel();
        var almost = Assert.Single(_bench.RunAndGiveBackAt(_bench.Job(StageBench.Float, to: 5), 4).Checkpoints);

        // Nothing was trained since that one: it is not written again, and a stage whose steps are done is not cut short.
        Assert.ThrowsAny<OperationCanceledException>(() => _bench.Run(_bench.Job(StageBench.Float, to: 5, start: almost) with { GiveBack = wanted.Token }));
        var end = _bench.Run(_bench.Job(StageBench.Float, to: 5)).Result.Checkpoint;
        Assert.Equal(5, _bench.Run(_bench.Job(StageBench.Float, to: 5, start: end) with { GiveBack = wanted.Token }).Result.Checkpoint.Step);
    }

    [Fact]
    public void Run_BiasesQuantized_TellsTheirBytesAndElseNone()
    {
        Assert.Equal((16 + 32 + 64) * 20 / 8.0 + (10 * 4), _bench.Run(_bench.Job(StageBench.Every))["bytes/biases"]);
        Assert.DoesNotContain(_bench.Run(_bench.Job(StageBench.Joint)).Metrics, m => m.Name == "bytes/biases");
    }

    [Fact]
    public void Run_OverrideThatMatchesNoSite_FailsAtTheStartAndNamesTheSites() => AssertFails(
        StageBench.Float with { Compression = StageBench.Float.Compression with { Layers = new(new LayerOverride { Match = "conv7.*", Prune = 0.3 }) } },
        "The override for 'conv7.*' matches no site of the network; its sites are: input, conv1.weight, conv1.bias, norm1.features,");

    [Fact]
    public void Run_NotTheTrialsEnd_SeesNoTestData()
    {
        var outcome = _bench.Run(_bench.Job(StageBench.Float, to: 15));
        Assert.Equal(15, outcome.Result.Checkpoint.Step);
        Assert.DoesNotContain(outcome.Metrics, m => m.Name.StartsWith("test/", StringComparison.Ordinal));
    }

    [Fact]
    public void Run_OperatorSettlesAfterTheEnd_FailsTheAudit()
    {
        var late = StageBench.Float with { Schedule = new("P0.5(w)", [new(OperatorKind.Prune, Target.Weights, 0.5, 20, 5, 2)]) };
        var e = Assert.Throws<JointQP.Training.Stages.TrialAuditException>(() => _bench.Run(_bench.Job(late)));
        Assert.Contains("step 30", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_Diverges_NamesTheStep()
    {
        var wild = StageBench.Float with { Training = StageBench.Float.Training with { Rate = 1e30 } };
        var e = Assert.Throws<JointQP.Training.Stages.TrainingDivergedException>(() => _bench.Run(_bench.Job(wild)));
        Assert.Matches(@"diverged at step [0-9]+: its loss is (NaN|-?Infinity)\. Lower the learning rate \(training: rate, now 1E\+30\)\.", e.Message);
        Assert.Contains($"step {e.Step}:", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_RateFallsOrStays_TrainsOtherwise()
    {
        var constant = StageBench.Float.Training with { Decay = RateDecay.Constant };
        Assert.NotEqual(
            _bench.Run(_bench.Job(StageBench.Float, to: 3)).Result.StateHash,
            _bench.Run(_bench.Job(StageBench.Float with { Training = constant }, to: 3)).Result.StateHash);
    }

    [Fact]
    public void Run_DivergesInItsLastStep_HasNoResult()
    {
        var wild = StageBench.Float with { Samples = new(32, 160, 256), Training = new() { Epochs = 1, Batch = 32, Rate = 1e30 } };
        var e = Assert.Throws<JointQP.Training.Stages.TrainingDivergedException>(() => _bench.Run(_bench.Job(wild)));
        Assert.Contains("validation/loss", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_UnknownNames_SayWhatThereIs()
    {
        AssertFails(StageBench.Float with { Task = "guessing" }, "Unknown task 'guessing'; there is: classification.");
        AssertFails(StageBench.Float with { Network = "bignet" }, "Unknown network 'bignet'; there is: convnet, mlp, mnist-net.");
        AssertFails(StageBench.Float with { Dataset = "mnest" }, "Unknown dataset 'mnest'; there is: fashion-mnist-sample.");
    }

    [Fact]
    public void Run_MoreSamplesThanThereAre_SaysHowManyThereAre()
    {
        AssertFails(StageBench.Float with { Samples = new(480, 161, 256) }, "has 640 images for train and validation samples, and the study asks for 641");
        AssertFails(StageBench.Float with { Samples = new(480, 160, 257) }, "has 256 images for test samples, and the study asks for 257");
    }

    [Fact]
    public void Run_CheckpointsInside_DeletesNoneBeforeALaterOneIsRecorded()
    {
        var outcome = _bench.Run(_bench.Job(StageBench.Float, to: 20), 5, 10, 15);
        Assert.Equal([5, 10, 15], outcome.Checkpoints.Select(c => c.Step));
        Assert.Equal([.. outcome.Checkpoints.Append(outcome.Result.Checkpoint).Select(c => c.File).Order()], Files());

        CheckpointStore store = new(_bench.Folder);
        store.DeleteBefore("t0000.0", outcome.Checkpoints[1]);
        Assert.Equal([.. outcome.Checkpoints.Skip(1).Append(outcome.Result.Checkpoint).Select(c => c.File).Order()], Files());
        store.DeleteBefore("t0000.0", outcome.Result.Checkpoint);
        Assert.Equal([outcome.Result.Checkpoint.File], Files());

        string?[] Files() => [.. Directory.GetFiles(_bench.Folder).Select(Path.GetFileName).Order()];
    }

    [Fact]
    public void Run_CheckpointOfAnotherSeed_IsRefused()
    {
        var first = _bench.Run(_bench.Job(StageBench.Float, to: 10));
        var e = Assert.Throws<CheckpointException>(
            () => _bench.Run(_bench.Job(StageBench.Float with { Seed = 2 }, start: first.Result.Checkpoint)));
        Assert.Equal(CheckpointFault.OtherTrial, e.Fault);
    }

    [Fact]
    public void Run_Cancelled_StopsBetweenSteps()
    {
        var stopped = _bench.RunAndStopAfter(_bench.Job(StageBench.Float), 3);
        Assert.Equal(3, Assert.Single(stopped.Checkpoints).Step);
        Assert.Single(Directory.GetFiles(_bench.Folder));
    }

    public void Dispose() => _bench.Dispose();

    private void AssertFails(TrialSpec spec, string because)
    {
        var e = Assert.Throws<EngineException>(() => _bench.Run(_bench.Job(spec)));
        Assert.Contains(because, e.Message, StringComparison.Ordinal);
    }
}
