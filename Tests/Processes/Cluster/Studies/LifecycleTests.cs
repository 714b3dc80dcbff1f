using JointQP.Grains.Interfaces.Experiments;
using JointQP.Grains.Interfaces.Scheduling;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Grains.Interfaces.Trials;
using JointQP.Studies.Stages;

namespace JointQP.Tests.Processes.Cluster.Studies;

/// <summary>Pause, resume, delete and the log, on the shared silo.</summary>
public sealed class LifecycleTests(SharedSilo shared)
{
    private const string Short = "1s";

    private readonly string _name = "l" + Guid.NewGuid().ToString("N");

    private IGrainFactory Grains => shared.Silo.Grains;

    private IStudyCatalogGrain Catalog => Grains.GetGrain<IStudyCatalogGrain>(IStudyCatalogGrain.Key);

    private IStudyGrain Study => Grains.GetGrain<IStudyGrain>(_name);

    private FakeWorker Worker(int slot = 0, long incarnation = 1) => new(Grains, $"{_name}-{slot}", incarnation);

    /// <summary>With a lease that no slow machine outlasts, or with one that is over soon: that of a study whose end is waited for.</summary>
    private Task<LaunchReply> Launch(string seeds = "1", string lease = "1h") => Catalog.Launch(new StudyLaunch(_name, Specs.Small(_name, seeds, $"{{ lease: {lease} }}")));

    private async Task<StudyLogEntry[]> Log() => [.. (await Study.GetLog(new StudyLogQuery(0, 1000)))!.Page.Entries];

    /// <summary>Only the outcome of asking decides, never how long it took.</summary>
    private async Task Deleted(bool force = true)
    {
        while (await Catalog.Delete(_name, force) is { Outcome: not DeleteOutcome.Deleted } reply && reply.Outcome != DeleteOutcome.Unknown)
        {
            Assert.Equal(DeleteOutcome.Deleting, reply.Outcome);
            await Task.Yield();
        }
    }

    [Fact]
    public async Task Pause_LeasesOut_GrantsNoneAndAsksForThemBack()
    {
        await Launch();
        var worker = Worker();
        var lease = await worker.Lease(_name);

        var paused = (await Study.Pause(drain: false))!;

        Assert.Equal((StudyPhase.Paused, 1), (paused.Phase, paused.Stages["Leased"]));
        Assert.Null(await Study.Lease(Worker(1).NewRequest()));
        Assert.Equal(StageReply.GiveBack, await Study.Renew(lease.Token));
        Assert.Equal(StageReply.Accepted, await Study.RecordCheckpoint(lease.Token, new CheckpointRef("inside", lease.Stage.From + 3, "ab", 5)));
        Assert.Equal(StageReply.Accepted, await Study.Release(lease.Token));
        Assert.Equal(StudyPhase.Running, (await Study.Resume())!.Phase);
        Assert.Equal(("inside", lease.Token.Epoch + 1), (await worker.Lease(_name) is var next ? (next.Start!.File, next.Token.Epoch) : default));
    }

    [Fact]
    public async Task Pause_Drain_StagesUnderWayEndAndMayEndTheStudy()
    {
        await Launch();
        var worker = Worker();
        StageLease? last = null;
        while (await Study.Lease(worker.NewRequest()) is { } lease)
        {
            if ((await Study.GetStatus())!.Stages is var stages && stages.GetValueOrDefault("Ready") + stages.GetValueOrDefault("Blocked") == 0)
            {
                last = lease;
                break;
            }

            await worker.Train(lease);
        }

        Assert.Equal(StudyPhase.Paused, (await Study.Pause(drain: true))!.Phase);
        Assert.Equal(StageReply.Accepted, await Study.Renew(last!.Token));
        Assert.Equal(StageReply.Accepted, await worker.Train(last));
        Assert.Equal(StudyPhase.Completed, (await Study.GetStatus())!.Phase);
        // What has ended stays so.
        Assert.Equal(StudyPhase.Completed, (await Study.Pause(drain: false))!.Phase);
        Assert.Equal(StudyPhase.Completed, (await Study.Resume())!.Phase);
    }

    [Fact]
    public async Task Pause_RepeatedAndWithTheOtherChoice_IsLoggedOncePerChange()
    {
        await Launch();

        await Study.Pause(drain: false);
        await Study.Pause(drain: false);
        await Study.Pause(drain: true);
        await Study.Resume();
        await Study.Resume();

        Assert.Equal(
            [StudyLogKind.Launched, StudyLogKind.Paused, StudyLogKind.Paused, StudyLogKind.Resumed], (await Log()).Select(entry => entry.Kind));
    }

    [Fact]
    public async Task Cancel_WhilePaused_EndsTheStudy()
    {
        await Launch();
        await Study.Pause(drain: false);

        Assert.Equal(StudyPhase.Cancelled, (await Study.Cancel())!.Phase);
        Assert.Equal(StudyPhase.Cancelled, (await Study.Resume())!.Phase);
        Assert.Null(await Study.Lease(Worker().NewRequest()));
    }

    [Fact]
    public async Task Expire_WhilePaused_LostWorkersStageIsFree()
    {
        await Launch(lease: Short);
        await Worker().Lease(_name);
        await Study.Pause(drain: true);

        while ((await Study.GetStatus())!.Stages.GetValueOrDefault("Leased") > 0)
            await Task.Yield();

        Assert.Contains(await Log(), entry => entry.Kind == StudyLogKind.Lost);
        Assert.Equal(StudyPhase.Paused, (await Study.GetStatus())!.Phase);
    }

    [Fact]
    public async Task GetLog_OfAStudyUnderWay_TellsWhatHappenedInOrderAndALateWorkerOnce()
    {
        await Launch();
        var (old, young) = (Worker(), Worker(incarnation: 2));
        var zombie = await old.Lease(_name);
        await young.Train(await young.Lease(_name));
        await Study.Renew(zombie.Token);
        await Study.Commit(zombie.Token, FakeWorker.ResultOf(zombie));
        await Study.Renew(zombie.Token with { Stage = "no such stage" });
        var failing = await young.Lease(_name);
        await Study.Fail(failing.Token, "out of memory");

        var log = await Log();

        Assert.Equal(
            [
                (StudyLogKind.Launched, null, null), (StudyLogKind.Leased, zombie.Token.Stage, 1), (StudyLogKind.Lost, zombie.Token.Stage, 1),
                (StudyLogKind.Leased, zombie.Token.Stage, 2), (StudyLogKind.Committed, zombie.Token.Stage, 2), (StudyLogKind.Fenced, zombie.Token.Stage, 1),
                (StudyLogKind.Leased, failing.Token.Stage, 1), (StudyLogKind.AttemptFailed, failing.Token.Stage, (long?)1),
            ],
            log.Select(entry => (entry.Kind, entry.Stage, entry.Epoch)));
        Assert.Equal("out of memory", log[^1].Text);
        Assert.Equal(Enumerable.Range(1, log.Length).Select(i => (long)i), log.Select(entry => entry.Sequence));
        Assert.Contains("started anew", log[2].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Delete_StudyThatHasNotEnded_IsRefusedUnlessForced()
    {
        await Launch(lease: Short);

        Assert.Equal(new DeleteReply(DeleteOutcome.NotEnded, StudyPhase.Running), await Catalog.Delete(_name, force: false));
        await Study.Pause(drain: false);
        Assert.Equal(new DeleteReply(DeleteOutcome.NotEnded, StudyPhase.Paused), await Catalog.Delete(_name, force: false));
        Assert.Equal(StudyPhase.Paused, (await Study.GetStatus())!.Phase);
        Assert.Equal(DeleteOutcome.Deleting, (await Catalog.Delete(_name, force: true)).Outcome);
        await Deleted();

        Assert.Equal(DeleteOutcome.Unknown, (await Catalog.Delete(_name, force: true)).Outcome);
        Assert.DoesNotContain(_name, await Catalog.Names());
        Assert.Null(await Study.GetStatus());
        Assert.Null(await Study.GetLog(new StudyLogQuery(0, 10)));
    }

    [Fact]
    public async Task Delete_UnderWay_KeepsTheNameAndFencesItsWorkers()
    {
        await Launch();
        var worker = Worker();
        var lease = await worker.Lease(_name);

        var reply = await Catalog.Delete(_name, force: true);

        Assert.InRange(reply.NotBefore!.Value, (await Study.GetStatus())!.EndedAt!.Value.AddHours(1), DateTimeOffset.MaxValue);
        Assert.Equal(StageReply.Fenced, await worker.Train(lease));
        Assert.Null(await Study.Lease(worker.NewRequest()));
        Assert.Null(await Study.GetResults());
        Assert.Equal(StudyPhase.Deleting, (await Study.Pause(drain: false))!.Phase);
        var again = await Launch();
        Assert.Equal(LaunchOutcome.NameTaken, again.Outcome);
        Assert.Contains("is being deleted", Assert.Single(again.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Launch_NameOfADeletedStudy_SeesNothingOfItAndFencesItsWorkers()
    {
        await Launch(seeds: "2", lease: Short);
        await Worker().TrainAll(_name);
        var before = (await Study.GetResults())!;
        var cursor = (await Study.GetLog(new StudyLogQuery(0, 1000)))!.Page.Cursor;
        await Deleted(force: false);
        Assert.Equal(LaunchOutcome.Launched, (await Launch()).Outcome);
        var worker = Worker(1);
        var lease = await worker.Lease(_name);

        // As a worker of the deleted study would say that slept until now, of every epoch that there was.
        for (var epoch = 0; epoch < lease.Token.Epoch; epoch++)
        {
            var late = lease.Token with { Epoch = epoch };
            Assert.Equal(StageReply.Fenced, await Study.Renew(late));
            Assert.Equal(StageReply.Fenced, await worker.Trial(lease).Append(late, [new MetricRow(1, "test/accuracy", 0)]));
            Assert.Equal(StageReply.Fenced, await Study.Commit(late, FakeWorker.ResultOf(lease)));
        }

        Assert.InRange(lease.Token.Epoch, 2, long.MaxValue);
        Assert.Null((await Study.GetResults())!.ResultHash);
        Assert.Equal(3, Assert.Single((await Study.GetResults())!.Experiments).Trials.Length);
        await worker.Train(lease);
        await worker.TrainAll(_name);
        var after = (await Study.GetResults())!;
        Assert.Equal(
            before.Experiments[0].Trials.Where(trial => trial.Seed == 1).Select(trial => trial.Digest), after.Experiments[0].Trials.Select(trial => trial.Digest));
        Assert.All(await Log(), entry => Assert.True(entry.Sequence > cursor));
    }

    [Fact]
    public async Task Stream_OfADeletedStudy_Ends()
    {
        await Launch(lease: Short);
        var worker = Worker();
        StageLease lease;
        do
            lease = await worker.Lease(_name);
        while (await worker.Report(lease) != StageReply.Accepted);
        await using var stream = worker.Trial(lease).Stream(null, TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Assert.True(await stream.MoveNextAsync());

        await Deleted();

        while (await stream.MoveNextAsync())
            await Task.Yield();
    }

    [Fact]
    public async Task GetTrial_AfterItsStudyWasDeleted_IsNone()
    {
        await Launch(lease: Short);
        var experiment = Grains.GetGrain<IExperimentGrain>(IExperimentGrain.KeyOf(_name, "fashion"));
        Assert.NotNull(await experiment.GetTrial(0));

        await Deleted();

        Assert.Null(await experiment.GetTrial(0));
    }
}
