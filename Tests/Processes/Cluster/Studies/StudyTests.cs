using JointQP.Grains.Interfaces.Scheduling;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Grains.Interfaces.Trials;
using JointQP.Grains.Storage;
using JointQP.Studies.Stages;
using Microsoft.Extensions.DependencyInjection;

namespace JointQP.Tests.Processes.Cluster.Studies;

public sealed class StudyTests(SharedSilo shared)
{
    private readonly string _name = "s" + Guid.NewGuid().ToString("N");

    private IGrainFactory Grains => shared.Silo.Grains;

    private IStudyCatalogGrain Catalog => Grains.GetGrain<IStudyCatalogGrain>(IStudyCatalogGrain.Key);

    private FakeWorker Worker(int slot = 0, long incarnation = 1) => new(Grains, $"{_name}-{slot}", incarnation);

    private async Task<IStudyGrain> Launch(string? name = null, string? spec = null)
    {
        name ??= _name;
        var reply = await Catalog.Launch(new StudyLaunch(name, spec ?? Specs.Small(name)));
        Assert.Equal((LaunchOutcome.Launched, StudyPhase.Running), (reply.Outcome, reply.Status?.Phase));
        return Grains.GetGrain<IStudyGrain>(name);
    }

    [Fact]
    public async Task Launch_SameAgain_ChangesNothing()
    {
        await Launch();

        var again = await Catalog.Launch(new StudyLaunch(_name, Specs.Small(_name).ReplaceLineEndings("\r\n")));

        Assert.Equal(LaunchOutcome.AlreadyLaunched, again.Outcome);
        Assert.Equal(6, again.Status!.Trials);
        Assert.Single(await Catalog.Names(), _name);
    }

    [Fact]
    public async Task Launch_OtherSpec_NameIsTaken()
    {
        await Launch();

        var other = await Catalog.Launch(new StudyLaunch(_name, Specs.Small(_name, seeds: "3")));

        Assert.Equal(LaunchOutcome.NameTaken, other.Outcome);
        Assert.Contains("another name", Assert.Single(other.Problems), StringComparison.Ordinal);
        Assert.Equal(6, other.Status!.Trials);
    }

    [Fact]
    public async Task Launch_WrongSpec_TellsPlacesAndTakesNoName()
    {
        var reply = await Catalog.Launch(new StudyLaunch(_name, Specs.Small(_name, seeds: "[]")));

        Assert.Equal(LaunchOutcome.Invalid, reply.Outcome);
        Assert.StartsWith("line 2, column ", Assert.Single(reply.Problems), StringComparison.Ordinal);
        Assert.DoesNotContain(_name, await Catalog.Names());
        Assert.Null(await Grains.GetGrain<IStudyGrain>(_name).GetStatus());
    }

    [Fact]
    public async Task Launch_NameThatIsNoFolder_IsInvalid()
    {
        var reply = await Catalog.Launch(new StudyLaunch("../up", Specs.Small("up")));

        Assert.Equal(LaunchOutcome.Invalid, reply.Outcome);
        Assert.Contains("'../up' is no name of a study", Assert.Single(reply.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commit_EveryStage_StudyCompletesWithResults()
    {
        var study = await Launch();

        await Worker().TrainAll(_name);

        var results = (await study.GetResults())!;
        Assert.Equal(StudyPhase.Completed, results.Status.Phase);
        Assert.NotNull(results.Status.EndedAt);
        Assert.Equal((6, 0), (results.Status.TrialsDone, results.Status.TrialsFailed));
        Assert.Equal(results.Status.Steps, results.Status.StepsDone);
        Assert.All(results.Status.Schedules, schedule => Assert.Equal(schedule.Steps, schedule.StepsDone));
        var experiment = Assert.Single(results.Experiments);
        Assert.All(experiment.Trials, trial => Assert.Equal(3, trial.Final.Count));
        Assert.All(experiment.Schedules, schedule => Assert.Equal((2, 1000d), (schedule.Metric!.Count, schedule.WeightBytes)));
        Assert.Single(experiment.Comparisons);
        Assert.Matches("^[0-9a-f]{64}$", results.ResultHash);
    }

    [Fact]
    public async Task ResultHash_LostAttemptsAndManyWorkers_IsThatOfAQuietRun()
    {
        var quiet = await Launch();
        await Worker().TrainAll(_name);
        var eventful = await Launch(_name + "b");
        var (one, two) = (Worker(1), Worker(2));
        // A worker dies after it reported metrics; its next process and another one finish.
        var lost = await one.Lease(_name + "b");
        await one.Report(lost);
        await Worker(1, incarnation: 2).TrainAll(_name + "b");
        await two.TrainAll(_name + "b");

        Assert.Equal((await quiet.GetResults())!.ResultHash, (await eventful.GetResults())!.ResultHash);
        Assert.NotNull((await quiet.GetResults())!.ResultHash);
    }

    [Fact]
    public async Task GetResults_TrialsLeft_NoHash()
    {
        var study = await Launch();
        var worker = Worker();
        await worker.Train(await worker.Lease(_name));

        var results = (await study.GetResults())!;

        Assert.Null(results.ResultHash);
        Assert.Contains(results.Experiments[0].Trials, trial => trial.Status == StageStatus.Ready);
    }

    [Fact]
    public async Task AnyMessage_OfALeaseThatANewerProcessTookOver_IsFenced()
    {
        var study = await Launch();
        var (old, young) = (Worker(incarnation: 1), Worker(incarnation: 2));
        var zombie = await old.Lease(_name);
        var lease = await young.Lease(_name);
        Assert.Equal((zombie.Token.Stage, zombie.Token.Epoch + 1), (lease.Token.Stage, lease.Token.Epoch));

        Assert.Equal(StageReply.Fenced, await study.Renew(zombie.Token));
        Assert.Equal(StageReply.Fenced, await old.Report(zombie));
        Assert.Equal(StageReply.Fenced, await study.RecordCheckpoint(zombie.Token, FakeWorker.ResultOf(zombie).Checkpoint));
        Assert.Equal(StageReply.Fenced, await study.Commit(zombie.Token, FakeWorker.ResultOf(zombie)));
        Assert.Equal(StageReply.Fenced, await study.Fail(zombie.Token, "made up"));
        Assert.Equal(StageReply.Fenced, await study.Release(zombie.Token));
        Assert.Equal(StageReply.Accepted, await young.Train(lease));
    }

    [Fact]
    public async Task Commit_RepeatedAfterALostAnswer_IsAcceptedAgain()
    {
        var study = await Launch();
        var worker = Worker();
        var lease = await worker.Lease(_name);

        Assert.Equal(StageReply.Accepted, await worker.Train(lease));
        Assert.Equal(StageReply.Accepted, await study.Commit(lease.Token, FakeWorker.ResultOf(lease)));

        Assert.Equal(1, (await study.GetStatus())!.Stages["Committed"]);
    }

    [Fact]
    public async Task Commit_RowsChangedBehindTheGrain_TheRowsDecide()
    {
        var study = await Launch();
        var worker = Worker();
        var (fresh, stale) = (await worker.Lease(_name), await Worker(1).Lease(_name));
        var store = shared.Silo.Services.GetRequiredService<IStageStore>();
        var one = (await store.Find(_name, fresh.Token.Stage))!;
        var two = (await store.Find(_name, stale.Token.Stage))!;
        // As another activation would: of one stage only the version has changed, the other has gone to someone else.
        Assert.True(await store.TryUpdate(_name, [new StageUpdate(one, one with { Version = one.Version + 1 })], []));
        Assert.True(await store.TryUpdate(_name, [new StageUpdate(two, two with { Version = two.Version + 1, Epoch = two.Epoch + 1 })], []));

        Assert.Equal(StageReply.Accepted, await worker.Train(fresh));
        Assert.Equal(StageReply.Fenced, await study.Commit(stale.Token, FakeWorker.ResultOf(stale)));
    }

    [Fact]
    public async Task Lease_AfterACheckpoint_NextAttemptStartsThere()
    {
        var study = await Launch();
        var first = await Worker(incarnation: 1).Lease(_name);
        var inside = new CheckpointRef("inside", first.Stage.From + 3, "ab", 5);
        Assert.Equal(StageReply.Accepted, await study.RecordCheckpoint(first.Token, inside));

        var second = await Worker(incarnation: 2).Lease(_name);

        Assert.Equal(inside, second.Start);
        Assert.Null(second.ParentCheckpoint);
        Assert.Equal(3, (await study.GetStatus())!.StepsDone);
    }

    [Fact]
    public async Task Expire_NothingHeardForALease_StageGoesToAnother()
    {
        var study = await Launch(spec: Specs.Small(_name, seeds: "1", limits: "{ lease: 1s }"));
        var lost = await Worker().Lease(_name);

        // The study's own timer finds it; only the outcome of polling it decides here, never how long it took.
        while ((await study.GetStatus())!.Stages.GetValueOrDefault("Leased") > 0)
            await Task.Yield();

        Assert.Equal(StageReply.Fenced, await study.Commit((await Worker(1).Lease(_name)).Token with { Epoch = lost.Token.Epoch }, FakeWorker.ResultOf(lost)));
    }

    [Fact]
    public async Task Cancel_LeasesOut_AreFencedAndStudyEnds()
    {
        var study = await Launch();
        var worker = Worker();
        var lease = await worker.Lease(_name);

        var status = (await study.Cancel())!;

        Assert.Equal(StudyPhase.Cancelled, status.Phase);
        Assert.Equal(StageReply.Fenced, await worker.Train(lease));
        Assert.Null(await study.Lease(worker.NewRequest()));
        Assert.Equal(status, await study.Cancel(), (one, two) => one!.Phase == two!.Phase && one.EndedAt == two.EndedAt);
    }

    [Fact]
    public async Task UnknownStudy_AnyQuestion_IsAnsweredAsData()
    {
        var study = Grains.GetGrain<IStudyGrain>(_name);
        var token = new LeaseToken(_name, "t0000.0", 1);

        Assert.Null(await study.GetStatus());
        Assert.Null(await study.Cancel());
        Assert.Null(await study.GetResults());
        Assert.Null(await study.Lease(Worker().NewRequest()));
        Assert.Equal(StageReply.Fenced, await study.Renew(token));
        Assert.Equal(StageReply.Fenced, await Grains.GetGrain<ITrialGrain>(ITrialGrain.KeyOf(_name, "e", 0)).Append(token, []));
    }
}
