using JointQP.Grains.Interfaces.Studies;
using JointQP.Grains.Interfaces.Trials;
using JointQP.Studies.Stages;

namespace JointQP.Tests.Processes.Cluster.Studies;

public sealed class StudyTrialsTests(SharedSilo shared)
{
    private readonly string _name = "r" + Guid.NewGuid().ToString("N");

    private IStudyGrain Study => shared.Silo.Grains.GetGrain<IStudyGrain>(_name);

    [Fact]
    public async Task GetTrials_UnknownStudy_IsNull()
    {
        Assert.Null(await Study.GetTrials());
        Assert.Null(await Study.GetTrial(0));
    }

    [Fact]
    public async Task GetTrials_WhileTrained_TellEachTrialByItsPath()
    {
        await Launch();
        var worker = new FakeWorker(shared.Silo.Grains, _name);
        var lease = await worker.Lease(_name);
        await Study.RecordCheckpoint(lease.Token, new CheckpointRef("c", lease.Stage.From + 1, new string('0', 64), 1));

        var trials = (await Study.GetTrials())!.Trials;

        Assert.Equal([0, 1, 2], trials.Select(trial => trial.Index));
        foreach (var trial in trials)
        {
            // Those too whose beginning another trial leads.
            var trained = (await Study.GetTrial(trial.Index))!.Planned.Path.Contains(lease.Token.Stage);
            var expected = trained ? (TrialState.Running, lease.Stage.From + 1, lease.Token.Stage, _name) : (TrialState.Waiting, 0L, null, (string?)null);
            Assert.Equal(expected, (trial.State, trial.StepsDone, trial.Stage, trial.Slot));
            Assert.Equal(64L, trial.Steps);
        }

        Assert.Equal(TrialState.Running, trials[lease.Trial.Index].State);
    }

    [Fact]
    public async Task GetTrials_AttemptsFailed_TellHowOftenAndWhy()
    {
        await Launch();
        var worker = new FakeWorker(shared.Silo.Grains, _name);
        var first = await worker.Lease(_name);
        for (var lease = first; lease is not null && lease.Token.Stage == first.Token.Stage; lease = await Study.Lease(worker.NewRequest()))
            await Study.Fail(lease.Token, "the loss is NaN");

        var failed = (await Study.GetTrials())!.Trials[first.Trial.Index];

        Assert.Equal((TrialState.Failed, "the loss is NaN"), (failed.State, failed.Reason));
        Assert.True(failed.Failures > 0);
    }

    [Fact]
    public async Task GetTrial_Done_TellsItsPathAndWhereItsFilesLie()
    {
        await Launch();
        await new FakeWorker(shared.Silo.Grains, _name).TrainAll(_name);

        var trial = (await Study.GetTrial(1))!;

        Assert.Equal((TrialState.Done, 64L), (trial.Row.State, trial.Row.StepsDone));
        Assert.Equal(trial.Planned.Path, trial.Path.Select(stage => stage.Planned.Id));
        Assert.Equal(trial.Planned.Path, trial.Path.Select(stage => stage.Record.Id));
        Assert.Equal((0L, 64L), (trial.Path[0].Planned.From, trial.Path[^1].Planned.To));
        Assert.NotNull(trial.Path[^1].Record.Result);
        Assert.EndsWith(Path.Combine("checkpoints", _name), trial.CheckpointFolder, StringComparison.Ordinal);
        Assert.Null(await Study.GetTrial(3));
        Assert.Null(await Study.GetTrial(-1));
    }

    [Fact]
    public async Task Read_OfATrial_TellsWhatItsStreamTellsAndWhetherItGoesOn()
    {
        await Launch();
        var worker = new FakeWorker(shared.Silo.Grains, _name);
        var trial = shared.Silo.Grains.GetGrain<ITrialGrain>(ITrialGrain.KeyOf(_name, "fashion", 1));
        Assert.Equal((0, MetricsMore.Later), await Count(trial.Read(null)));
        await worker.TrainAll(_name);

        var read = new List<TrialMetric>();
        MetricPage page;
        for (page = await trial.Read(null); page.More == MetricsMore.Now; page = await trial.Read(page.Cursor))
            read.AddRange(page.Rows);

        Assert.Equal(MetricsMore.Never, page.More);
        var streamed = new List<TrialMetric>();
        await foreach (var batch in trial.Stream(null, TestContext.Current.CancellationToken))
            streamed.AddRange(batch);
        Assert.NotEmpty(read);
        Assert.Equal(streamed, read);
        Assert.Equal((0, MetricsMore.Never), await Count(shared.Silo.Grains.GetGrain<ITrialGrain>(ITrialGrain.KeyOf(_name, "fashion", 99)).Read(null)));
    }

    private static async Task<(int Rows, MetricsMore More)> Count(Task<MetricPage> page) => ((await page).Rows.Length, (await page).More);

    private Task<LaunchReply> Launch() =>
        shared.Silo.Grains.GetGrain<IStudyCatalogGrain>(IStudyCatalogGrain.Key).Launch(new StudyLaunch(_name, Specs.Small(_name, seeds: "1")));
}
