using System.Collections.Immutable;
using JointQP.Grains.Interfaces.Scheduling;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Grains.Storage;
using JointQP.Silo.Storage;
using JointQP.Studies.Stages;
using Microsoft.Extensions.DependencyInjection;

namespace JointQP.Tests.Processes.Cluster.Studies;

public sealed class RestartTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static IStudyCatalogGrain Catalog(RunningSilo silo) => silo.Grains.GetGrain<IStudyCatalogGrain>(IStudyCatalogGrain.Key);

    [Fact]
    public async Task Stop_MidStudy_GoesOnWhereItWas()
    {
        StageLease held;
        await using (var silo = await RunningSilo.Start(_folder.Path))
        {
            await Catalog(silo).Launch(new StudyLaunch("s", Specs.Small("s")));
            var worker = new FakeWorker(silo.Grains, "w");
            await worker.Train(await worker.Lease("s"));
            held = await worker.Lease("s");
        }

        await using var next = await RunningSilo.Start(_folder.Path);
        var same = new FakeWorker(next.Grains, "w");
        Assert.Equal(["s"], await Catalog(next).Names());
        var status = (await same.Study("s").GetStatus())!;
        Assert.Equal((1, 1), (status.Stages["Committed"], status.Stages["Leased"]));
        // The holder lived on and comes back with its result.
        Assert.Equal(StageReply.Accepted, await same.Train(held));
        await same.TrainAll("s");
        Assert.NotNull((await same.Study("s").GetResults())!.ResultHash);
    }

    [Fact]
    public async Task Ask_AfterARestart_WakesStudiesNobodyCalled()
    {
        await using (var silo = await RunningSilo.Start(_folder.Path))
            await Catalog(silo).Launch(new StudyLaunch("s", Specs.Small("s")));

        await using var next = await RunningSilo.Start(_folder.Path);
        var reply = await new FakeWorker(next.Grains, "w").Scheduler.Ask(new FakeWorker(next.Grains, "w").NewRequest());

        Assert.Equal("s", reply.Lease?.Token.Study);
    }

    [Fact]
    public async Task Stop_WhilePaused_StaysSo()
    {
        await using (var silo = await RunningSilo.Start(_folder.Path))
        {
            await Catalog(silo).Launch(new StudyLaunch("s", Specs.Small("s")));
            await silo.Grains.GetGrain<IStudyGrain>("s").Pause(drain: false);
        }

        await using var next = await RunningSilo.Start(_folder.Path);
        var worker = new FakeWorker(next.Grains, "w");
        Assert.Null(await worker.Study("s").Lease(worker.NewRequest()));
        Assert.Equal(StudyPhase.Paused, (await worker.Study("s").GetStatus())!.Phase);
        await worker.Study("s").Resume();
        Assert.NotNull(await worker.Lease("s"));
    }

    [Fact]
    public async Task Stop_WhileAStudyIsDeleted_TheNextSiloFinishesByItself()
    {
        await using (var silo = await RunningSilo.Start(_folder.Path))
        {
            await Catalog(silo).Launch(new StudyLaunch("s", Specs.Small("s", limits: "{ lease: 1s }")));
            await new FakeWorker(silo.Grains, "w").Lease("s");
            Assert.Equal(DeleteOutcome.Deleting, (await Catalog(silo).Delete("s", force: true)).Outcome);
        }

        await using var next = await RunningSilo.Start(_folder.Path);
        while (!(await Catalog(next).Names()).IsEmpty)
            await Task.Yield();

        Assert.Empty(await next.Services.GetRequiredService<IStageStore>().Load("s"));
        Assert.Null(await next.Grains.GetGrain<IStudyGrain>("s").GetStatus());
    }

    [Fact]
    public async Task Delete_FilesCannotBeRemoved_TellsWhyAndFinishesOnceTheyCan()
    {
        var stuck = new Stuck();
        await using var silo = await RunningSilo.Start(_folder.Path, services => services.AddSingleton<ICheckpointFolders>(stuck));
        await Catalog(silo).Launch(new StudyLaunch("s", Specs.Small("s", limits: "{ lease: 1s }")));

        DeleteReply reply;
        do
            reply = await Catalog(silo).Delete("s", force: true);
        while (reply.Obstacle is null);

        Assert.Equal((DeleteOutcome.Deleting, "Access to the path '/checkpoints/s' is denied."), (reply.Outcome, reply.Obstacle));
        Assert.Equal(StudyPhase.Deleting, (await silo.Grains.GetGrain<IStudyGrain>("s").GetStatus())!.Phase);
        stuck.Free = true;
        while ((await Catalog(silo).Delete("s", force: true)).Outcome != DeleteOutcome.Unknown)
            await Task.Yield();
        Assert.Empty(await Catalog(silo).Names());
    }

    [Fact]
    public async Task Log_EntryLostBetweenPhaseAndLog_IsMadeGoodByTheNextActivation()
    {
        await using (var silo = await RunningSilo.Start(_folder.Path))
        {
            await Catalog(silo).Launch(new StudyLaunch("s", Specs.Small("s")));
            await silo.Grains.GetGrain<IStudyGrain>("s").Pause(drain: false);
            using var connection = silo.Services.GetRequiredService<SqliteDatabase>().OpenConnection();
            connection.Execute("DELETE FROM study_log WHERE kind = 'Paused'");
        }

        await using var next = await RunningSilo.Start(_folder.Path);
        var log = (await next.Grains.GetGrain<IStudyGrain>("s").GetLog(new StudyLogQuery(0, 10)))!.Page;
        Assert.Equal([StudyLogKind.Launched, StudyLogKind.Paused], log.Entries.Select(entry => entry.Kind));
    }

    [Fact]
    public async Task Launch_CutShortBeforeItsStagesWereStored_IsFinishedByTheNextCall()
    {
        FailingOnce? failing = null;
        await using var silo = await RunningSilo.Start(_folder.Path, services =>
        {
            var real = services.Last(service => service.ServiceType == typeof(IStageStore));
            services.AddSingleton<IStageStore>(provider =>
                failing = new FailingOnce((IStageStore)ActivatorUtilities.CreateInstance(provider, real.ImplementationType!), add: 1));
        });
        var launch = new StudyLaunch("s", Specs.Small("s"));
        await Assert.ThrowsAsync<IOException>(() => Catalog(silo).Launch(launch));
        Assert.NotNull(failing);

        var again = await Catalog(silo).Launch(launch);

        Assert.Equal((LaunchOutcome.AlreadyLaunched, StudyPhase.Running), (again.Outcome, again.Status!.Phase));
        await new FakeWorker(silo.Grains, "w").TrainAll("s");
        Assert.NotNull((await silo.Grains.GetGrain<IStudyGrain>("s").GetResults())!.ResultHash);
    }

    [Fact]
    public async Task Extend_CutShortBeforeItsStagesWereStored_IsFinishedByTheNextCall()
    {
        await using var silo = await RunningSilo.Start(_folder.Path, services =>
        {
            var real = services.Last(service => service.ServiceType == typeof(IStageStore));
            services.AddSingleton<IStageStore>(provider =>
                new FailingOnce((IStageStore)ActivatorUtilities.CreateInstance(provider, real.ImplementationType!), add: 2));
        });
        await Catalog(silo).Launch(new StudyLaunch("s", Specs.Small("s", seeds: "[1]")));
        var worker = new FakeWorker(silo.Grains, "w");
        await worker.TrainAll("s");
        var extension = new StudyLaunch("s", Specs.Small("s", seeds: "[2]"));
        await Assert.ThrowsAsync<IOException>(() => Catalog(silo).Extend(extension));

        Assert.Equal(ExtendOutcome.NothingNew, (await Catalog(silo).Extend(extension)).Outcome);

        Assert.Equal(StudyPhase.Running, (await worker.Study("s").GetStatus())!.Phase);
        await worker.TrainAll("s");
        var results = (await worker.Study("s").GetResults())!;
        Assert.Equal(6, results.Status.TrialsDone);
        Assert.NotNull(results.ResultHash);
    }

    [Fact]
    public async Task Look_CutShortBeforeItsStagesWereStored_IsFinishedByTheNextActivation()
    {
        await using var silo = await RunningSilo.Start(_folder.Path, services =>
        {
            var real = services.Last(service => service.ServiceType == typeof(IStageStore));
            services.AddSingleton<IStageStore>(provider =>
                new FailingOnce((IStageStore)ActivatorUtilities.CreateInstance(provider, real.ImplementationType!), add: 2));
        });
        await Catalog(silo).Launch(new StudyLaunch("s", Specs.Small("s", seeds: "{ from: 3, to: 9, until: decided }")));
        var study = silo.Grains.GetGrain<IStudyGrain>("s");
        await new FakeWorker(silo.Grains, "w").TrainAll("s");

        // The look is stored with what follows from it; its stages were not.
        while ((await study.GetStatus())!.Trials == 9)
            await Task.Yield();

        var status = (await study.GetStatus())!;
        Assert.Equal((StudyPhase.Running, 12, 9, 2), (status.Phase, status.Trials, status.TrialsDone, status.Seeds!.Look));
        Assert.Single((await study.GetLog(new StudyLogQuery(0, 1000)))!.Page.Entries, entry => entry.Kind == StudyLogKind.Looked);
    }

    [Fact]
    public async Task Launch_NameCouldNotBeStored_IsAsIfItHadNeverBeen()
    {
        await using var silo = await RunningSilo.Start(_folder.Path);
        var database = silo.Services.GetRequiredService<SqliteDatabase>();
        var launch = new StudyLaunch("s", Specs.Small("s"));
        Assert.Empty(await Catalog(silo).Names());
        using (var connection = database.OpenConnection())
            connection.Execute("ALTER TABLE grains RENAME TO elsewhere");
        await Assert.ThrowsAnyAsync<Exception>(() => Catalog(silo).Launch(launch));
        using (var connection = database.OpenConnection())
            connection.Execute("ALTER TABLE elsewhere RENAME TO grains");

        Assert.Empty(await Catalog(silo).Names());
        Assert.Equal(LaunchOutcome.Launched, (await Catalog(silo).Launch(launch)).Outcome);
        Assert.Equal(["s"], await Catalog(silo).Names());
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>A folder that may not be deleted yet.</summary>
    private sealed class Stuck : ICheckpointFolders
    {
        public bool Free { get; set; }

        public string PathOf(string study) => "/checkpoints/" + study;

        public Task Delete(string study) =>
            Free ? Task.CompletedTask : throw new UnauthorizedAccessException($"Access to the path '/checkpoints/{study}' is denied.");

        public Task<CheckpointRef?> TakeOver(string study, CheckpointRef checkpoint, LeaseToken to) => Task.FromResult<CheckpointRef?>(null);
    }

    /// <summary>A disk that is full for a moment: while stages are added for the n-th time.</summary>
    private sealed class FailingOnce(IStageStore real, int add) : IStageStore
    {
        private int _adds;

        public Task Add(string study, ImmutableArray<StageRecord> stages) =>
            Interlocked.Increment(ref _adds) == add ? throw new IOException("No space left on device") : real.Add(study, stages);

        public Task<ImmutableArray<StageRecord>> Load(string study) => real.Load(study);

        public Task<ImmutableArray<StageRecord>> LoadSome(string study, ImmutableArray<string> ids) => real.LoadSome(study, ids);

        public Task<StageRecord?> Find(string study, string id) => real.Find(study, id);

        public Task<bool> TryUpdate(
            string study, ImmutableArray<StageUpdate> updates, ImmutableArray<StudyLogEntry> log, ImmutableArray<TrainedStage> trained = default) =>
            real.TryUpdate(study, updates, log, trained);

        public Task<FoundStage?> FindTrained(string study, string key, string fingerprint) => real.FindTrained(study, key, fingerprint);

        public Task Delete(string study) => real.Delete(study);

        public Task<ImmutableArray<(string Study, long Epoch)>> Retired() => real.Retired();
    }
}
