using JointQP.Grains.Interfaces.Scheduling;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Studies.Stages;

namespace JointQP.Tests.Processes.Cluster.Studies;

/// <summary>Studies that go on with what had failed, on the shared silo.</summary>
public sealed class RetryTests(SharedSilo shared)
{
    private readonly string _name = "r" + Guid.NewGuid().ToString("N");

    private IStudyCatalogGrain Catalog => shared.Silo.Grains.GetGrain<IStudyCatalogGrain>(IStudyCatalogGrain.Key);

    private IStudyGrain Study => shared.Silo.Grains.GetGrain<IStudyGrain>(_name);

    private FakeWorker Worker(int slot = 0) => new(shared.Silo.Grains, $"{_name}-{slot}");

    private async Task LaunchAndFailTheFirstStage(string limits = "{ failed: 0 }", string seeds = "1")
    {
        await Catalog.Launch(new StudyLaunch(_name, Specs.Small(_name, seeds, limits)));
        var lease = await Worker().Lease(_name);
        Assert.Equal(StageReply.Accepted, await Study.Fail(lease.Token, FailureText.Of("out of memory", ["what came before"])));
    }

    [Fact]
    public async Task Retry_CompletedStudyWithFailures_TrainsWhatIsLeftAndCompletesAgain()
    {
        await LaunchAndFailTheFirstStage();
        await Worker().TrainAll(_name);
        var ended = (await Study.GetStatus())!;
        Assert.Equal((StudyPhase.Completed, 3), (ended.Phase, ended.TrialsFailed));
        Assert.Equal(["out of memory"], ended.Problems);
        var revivals = (await Catalog.GetView()).Revivals;

        var reply = await Catalog.Retry(_name);

        Assert.Equal((RetryOutcome.Retried, 1, StudyPhase.Running, null), (reply.Outcome, reply.Stages, reply.Status!.Phase, reply.Status.EndedAt));
        Assert.True((await Catalog.GetView()).Revivals > revivals);
        await Worker().TrainAll(_name);
        var status = (await Study.GetStatus())!;
        Assert.Equal((StudyPhase.Completed, 3, 0), (status.Phase, status.TrialsDone, status.TrialsFailed));
        Assert.NotNull((await Study.GetResults())!.ResultHash);
        var log = (await Study.GetLog(new StudyLogQuery(0, 1000)))!.Page.Entries;
        Assert.Equal("out of memory", Assert.Single(log, entry => entry.Kind == StudyLogKind.Retried).Text);
        Assert.Equal(
            [StudyLogKind.Launched, StudyLogKind.Completed, StudyLogKind.Resumed, StudyLogKind.Completed],
            log.Where(entry => entry.Stage is null && entry.Slot is null).Select(entry => entry.Kind));
    }

    [Fact]
    public async Task Retry_RepeatedWhileItIsTried_ChangesNothing()
    {
        await LaunchAndFailTheFirstStage();
        await Catalog.Retry(_name);
        var lease = await Worker().Lease(_name);

        Assert.Equal(RetryOutcome.NothingToRetry, (await Catalog.Retry(_name)).Outcome);

        Assert.Equal(StageReply.Accepted, await Worker().Train(lease));
    }

    [Fact]
    public async Task Retry_OfAPausedStudy_StaysPausedUntilResumed()
    {
        // With another seed, so that the study has not ended.
        await LaunchAndFailTheFirstStage(seeds: "2");
        await Study.Pause(drain: false);

        Assert.Equal(StudyPhase.Paused, (await Catalog.Retry(_name)).Status!.Phase);

        Assert.Null(await Study.Lease(Worker().NewRequest()));
        await Study.Resume();
        Assert.NotNull(await Study.Lease(Worker().NewRequest()));
    }

    [Fact]
    public async Task Retry_CancelledOrUnknown_IsRefused()
    {
        await LaunchAndFailTheFirstStage(limits: "{ failed: 1 }");
        await Study.Cancel();

        Assert.Equal((RetryOutcome.Cancelled, StudyPhase.Cancelled), (await Catalog.Retry(_name) is var reply ? (reply.Outcome, reply.Status!.Phase) : default));
        Assert.Equal(RetryOutcome.Unknown, (await Catalog.Retry(_name + "x")).Outcome);
    }

    [Fact]
    public async Task Fail_Final_IsNotTriedAgainAndTellsWhyWhereverOneLooks()
    {
        await Catalog.Launch(new StudyLaunch(_name, Specs.Small(_name, "1", "{ failed: 7 }")));
        var lease = await Worker().Lease(_name);

        await Study.Fail(lease.Token, FailureText.Of("loss is NaN at step 3", ["line 1", "line 2"]), final: true);

        Assert.Equal(["loss is NaN at step 3"], (await Study.GetStatus())!.Problems);
        var trial = (await Study.GetTrial(0))!;
        Assert.Equal((TrialState.Failed, "loss is NaN at step 3"), (trial.Row.State, trial.Row.Reason));
        Assert.Equal(["line 1", "line 2"], FailureText.Log(trial.Path[0].Record.Reason!));
        Assert.All((await Study.GetResults())!.Experiments.SelectMany(experiment => experiment.Trials), found => Assert.DoesNotContain('\n', found.Reason!));
        var log = (await Study.GetLog(new StudyLogQuery(0, 1000)))!.Page.Entries;
        Assert.Equal(
            [(StudyLogKind.AttemptFailed, "loss is NaN at step 3"), (StudyLogKind.Failed, "loss is NaN at step 3")],
            log.Where(entry => entry.Kind is StudyLogKind.AttemptFailed or StudyLogKind.Failed).Select(entry => (entry.Kind, entry.Text)));
    }

    [Fact]
    public async Task Lease_ParallelLimit_GrantsNoMoreAndTellsTheLimit()
    {
        await Catalog.Launch(new StudyLaunch(_name, Specs.Small(_name, "3", "{ parallel: 2 }")));
        var first = await Worker(0).Lease(_name);
        await Worker(1).Lease(_name);

        Assert.Null(await Study.Lease(Worker(2).NewRequest()));
        Assert.Equal(2, (await Study.GetStatus())!.Parallel);
        await Worker(0).Train(first);
        Assert.NotNull(await Study.Lease(Worker(2).NewRequest()));
    }
}
