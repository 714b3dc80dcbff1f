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
    public async Task Launch_CutShortBeforeItsStagesWereStored_IsFinishedByTheNextCall()
    {
        FailingOnce? failing = null;
        await using var silo = await RunningSilo.Start(_folder.Path, services =>
        {
            var real = services.Last(service => service.ServiceType == typeof(IStageStore));
            services.AddSingleton<IStageStore>(provider =>
                failing = new FailingOnce((IStageStore)ActivatorUtilities.CreateInstance(provider, real.ImplementationType!)));
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

    /// <summary>A disk that is full for a moment.</summary>
    private sealed class FailingOnce(IStageStore real) : IStageStore
    {
        private int _adds;

        public Task Add(string study, ImmutableArray<StageRecord> stages) =>
            Interlocked.Increment(ref _adds) == 1 ? throw new IOException("No space left on device") : real.Add(study, stages);

        public Task<ImmutableArray<StageRecord>> Load(string study) => real.Load(study);

        public Task<StageRecord?> Find(string study, string id) => real.Find(study, id);

        public Task<bool> TryUpdate(string study, ImmutableArray<StageUpdate> updates, ImmutableArray<StudyLogEntry> log) => real.TryUpdate(study, updates, log);

        public Task Delete(string study) => real.Delete(study);
    }
}
