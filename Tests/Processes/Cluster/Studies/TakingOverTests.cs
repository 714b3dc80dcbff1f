using JointQP.Grains.Interfaces.Hosting;
using JointQP.Grains.Interfaces.Scheduling;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Studies.Results;

namespace JointQP.Tests.Processes.Cluster.Studies;

/// <summary>What one study has trained, another takes over. Each on a silo of its own: what is found is what others left.</summary>
public sealed class TakingOverTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private RunningSilo _silo = null!;

    private FakeWorker Worker => new(_silo.Grains, "w");

    public async ValueTask InitializeAsync() => _silo = await RunningSilo.Start(_folder.Path);

    public async ValueTask DisposeAsync()
    {
        await _silo.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Lease_OfWhatAnotherStudyTrained_TakesItOverAndGrantsTheRest()
    {
        var first = await Launch("first", "[1]");
        var trained = await TrainAll("first");
        var second = await Launch("second", "[1, 2]");

        var more = await TrainAll("second");

        // Seed 1 has all that the first study found; seed 2 is for the worker.
        Assert.Equal(7, more.Count);
        Assert.All(more, lease => Assert.Equal(2, lease.Trial.Spec.Seed));
        var (mine, theirs) = ((await second.GetResults())!, (await first.GetResults())!);
        Assert.Equal(6, mine.Status.TrialsDone);
        Assert.Equal(
            theirs.Experiments[0].Trials.Select(trial => (trial.Key, trial.Digest)),
            mine.Experiments[0].Trials.Take(3).Select(trial => (trial.Key, trial.Digest)));
        var log = (await second.GetLog(new StudyLogQuery(0, 1000)))!.Page.Entries;
        Assert.Equal(trained.Count, log.Count(entry => entry.Kind == StudyLogKind.Committed && entry.Text.StartsWith("taken over from study first, stage t0", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Lease_OfAStageThatEndsAtARung_IsTrainedAgainForWhatTheStopperSees()
    {
        // Both cut pruning at step 26: one because quantization begins there, the other because it is judged there.
        static string Of(string name, string stopper) => Specs.Small(name, "[1]").Split("      - float", StringSplitOptions.None)[0]
            .Replace("every: 4 steps, times: 4", "every: 2 steps, times: 3", StringComparison.Ordinal)
            + "      - { order: P0.5(w), onsets: [1 epoch] }\n      - { order: P0.5(w) -> Q8(w), onsets: [1 epoch, 26 steps] }\n      - { order: Q8(w), onsets: [1 epoch] }\n"
            + $"    stopper: {stopper}\n";
        await Launch("first", text: Of("first", "none"));
        await TrainAll("first");
        var second = await Launch("second", text: Of("second", "{ rule: halving, rungs: [4 steps], pairs: apart }"));
        await TrainAll("second");

        var judged = (await second.GetLog(new StudyLogQuery(0, 1000)))!.Page.Entries.Single(entry => entry.Kind == StudyLogKind.Judged);
        Assert.Contains("rank 3 of 3", judged.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TakenOver_ItsFilesStayWhenTheOtherStudyIsDeleted()
    {
        await Launch("first", "[1]", lease: "5s");
        await TrainAll("first");
        var second = await Launch("second", "[1]");
        Assert.Empty(await TrainAll("second"));
        Assert.Equal(
            Directory.GetFiles(CheckpointFolder.Of(_folder.Path, "first")).Length, Directory.GetFiles(CheckpointFolder.Of(_folder.Path, "second")).Length);
        var catalog = _silo.Grains.GetGrain<IStudyCatalogGrain>(IStudyCatalogGrain.Key);
        while ((await catalog.Delete("first", force: true)).Outcome is not (DeleteOutcome.Deleted or DeleteOutcome.Unknown))
            await Task.Yield();

        Assert.Equal(StudyPhase.Completed, (await second.GetStatus())!.Phase);
        Assert.False(Directory.Exists(CheckpointFolder.Of(_folder.Path, "first")));
        var files = Directory.GetFiles(CheckpointFolder.Of(_folder.Path, "second")).Select(Path.GetFileName).ToList();
        Assert.Equal(7, files.Count(file => file!.EndsWith("-ff.safetensors", StringComparison.Ordinal)));
        Assert.Equal(3, files.Count(file => file!.EndsWith(".export.json", StringComparison.Ordinal)));
        Assert.NotNull((await second.GetResults())!.ResultHash);
        // What was found once is not found any more, and a third study trains or takes from the second.
        await Launch("third", "[1]");
        Assert.Empty(await TrainAll("third"));
    }

    [Theory]
    [InlineData("sharing: study", "another wish")]
    [InlineData("sharing: none", "another wish")]
    [InlineData("", "a file that is gone")]
    [InlineData("", "a file that was cut short")]
    [InlineData("", "another fingerprint")]
    [InlineData("", "another training")]
    public async Task Lease_OfWhatCannotBeTakenOver_IsGranted(string sharing, string why)
    {
        await Launch("first", "[1]");
        await TrainAll("first");
        if (why == "a file that is gone")
            Directory.Delete(CheckpointFolder.Of(_folder.Path, "first"), recursive: true);
        if (why == "a file that was cut short")
            Array.ForEach(Directory.GetFiles(CheckpointFolder.Of(_folder.Path, "first")), file => File.WriteAllText(file, ""));
        var text = Specs.Small("second", "[1]") + (sharing.Length > 0 ? "\n" + sharing : "");
        var second = await Launch("second", text: why == "another training" ? text.Replace("batch: 64", "batch: 64, rate: 0.04", StringComparison.Ordinal) : text);

        var request = Worker.NewRequest();
        var lease = await second.Lease(why == "another fingerprint" ? request with { Fingerprint = "other" } : request);

        Assert.Equal(0, lease!.Stage.From);
        Assert.Equal(0, (await second.GetStatus())!.StepsDone);
    }

    /// <summary>Trains what there is to train until the study has ended, and answers what that was: of what is taken over, an ask may leave some to the next.</summary>
    private async Task<List<StageLease>> TrainAll(string study)
    {
        var leases = new List<StageLease>();
        do
        {
            while (await Worker.Study(study).Lease(Worker.NewRequest()) is { } lease)
            {
                Write(lease);
                Assert.Equal(StageReply.Accepted, await Worker.Train(lease));
                leases.Add(lease);
            }
        }
        while ((await Worker.Study(study).GetStatus())!.Phase == StudyPhase.Running);
        return leases;
    }

    /// <summary>The file that a worker would have left.</summary>
    private void Write(StageLease lease)
    {
        var path = Path.Combine(CheckpointFolder.Of(_folder.Path, lease.Token.Study), FakeWorker.ResultOf(lease).Checkpoint.File);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "1");
        if (!lease.Stage.Final)
            return;
        File.WriteAllText(ExportFiles.Of(path).Tensors, "2");
        File.WriteAllText(ExportFiles.Of(path).Description, "3");
    }

    private async Task<IStudyGrain> Launch(string name, string seeds = "[1]", string? text = null, string lease = "1h")
    {
        var launch = new StudyLaunch(name, text ?? Specs.Small(name, seeds, $"{{ lease: {lease} }}"));
        var reply = await _silo.Grains.GetGrain<IStudyCatalogGrain>(IStudyCatalogGrain.Key).Launch(launch);
        Assert.Equal(("", LaunchOutcome.Launched), (string.Join('\n', reply.Problems), reply.Outcome));
        return _silo.Grains.GetGrain<IStudyGrain>(name);
    }
}
