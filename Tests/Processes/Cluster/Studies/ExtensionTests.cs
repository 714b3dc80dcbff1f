using JointQP.Grains.Interfaces.Scheduling;
using JointQP.Grains.Interfaces.Studies;

namespace JointQP.Tests.Processes.Cluster.Studies;

/// <summary>Each on a silo of its own: a scheduler sees every study.</summary>
public sealed class ExtensionTests : IAsyncLifetime
{
    private const string Name = "s";

    private readonly TemporaryFolder _folder = new();
    private RunningSilo _silo = null!;

    private IGrainFactory Grains => _silo.Grains;

    private IStudyCatalogGrain Catalog => Grains.GetGrain<IStudyCatalogGrain>(IStudyCatalogGrain.Key);

    private FakeWorker Worker => new(Grains, "w");

    public async ValueTask InitializeAsync() => _silo = await RunningSilo.Start(_folder.Path);

    public async ValueTask DisposeAsync()
    {
        await _silo.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Extend_OfACompletedStudy_TrainsOnlyWhatIsNewToTheResultOfAllAtOnce()
    {
        var study = await Launch(Name, "[1]");
        await Worker.TrainAll(Name);
        Assert.Equal(StudyPhase.Completed, (await study.GetStatus())!.Phase);
        var atOnce = await Launch("at-once", "[1, 2]");
        await Worker.TrainAll("at-once");

        // The scheduler has seen the end, and would not ask the study again for a while.
        Assert.Null((await Worker.Scheduler.Ask(Worker.NewRequest())).Lease);
        var before = (await Catalog.GetView()).Revivals;

        var reply = await Extend("[1, 2]");

        Assert.Equal(before + 1, (await Catalog.GetView()).Revivals);
        Assert.Equal((ExtendOutcome.Extended, 3, 7), (reply.Outcome, reply.Trials, reply.Stages));
        Assert.Equal(3 * 64, reply.Alone);
        Assert.InRange(reply.Steps, 64, (3 * 64) - 1);
        var status = (await study.GetStatus())!;
        Assert.Equal((StudyPhase.Running, null, 6, 3), (status.Phase, status.EndedAt, status.Trials, status.TrialsDone));
        // Through the scheduler, which had left the study out.
        var worker = Worker;
        for (var trained = 0; trained < reply.Stages; trained++)
        {
            StageLease? lease;
            while ((lease = (await worker.Scheduler.Ask(worker.NewRequest())).Lease) is null)
                await Task.Yield();
            Assert.Equal(2, lease.Trial.Spec.Seed);
            Assert.Equal(StageReply.Accepted, await worker.Train(lease));
        }

        var results = (await study.GetResults())!;
        Assert.Equal(StudyPhase.Completed, results.Status.Phase);
        Assert.Equal((await atOnce.GetResults())!.ResultHash, results.ResultHash);
    }

    [Fact]
    public async Task GetResults_WhileTheStudyIsExtended_IsOfThePlanBeforeOrAfter()
    {
        var study = await Launch(Name, "[1]");
        var trials = new HashSet<int>();
        for (var seeds = 2; seeds <= 6; seeds++)
        {
            var extended = Extend($"[{string.Join(", ", Enumerable.Range(1, seeds))}]");
            do
                trials.Add((await study.GetResults())!.Status.Trials);
            while (!extended.IsCompleted);
            await extended;
        }

        Assert.Subset(new HashSet<int> { 3, 6, 9, 12, 15, 18 }, trials);
    }

    [Fact]
    public async Task Extend_WhileStagesAreHeld_LeavesTheirLeases()
    {
        await Launch(Name, "[1]");
        var lease = await Worker.Lease(Name);

        await Extend("[1, 2]");

        Assert.Equal(StageReply.Accepted, await Worker.Train(lease));
    }

    [Fact]
    public async Task Extend_Again_AddsNothing()
    {
        var study = await Launch(Name, "[1]");
        await Extend("[2]");

        var again = await Extend("[1, 2]");

        Assert.Equal(ExtendOutcome.NothingNew, again.Outcome);
        Assert.Equal(6, (await study.GetStatus())!.Trials);
    }

    [Fact]
    public async Task Extend_OfAPausedStudy_LeavesItPaused()
    {
        var study = await Launch(Name, "[1]");
        await study.Pause(drain: false);

        await Extend("[2]");

        Assert.Equal(StudyPhase.Paused, (await study.GetStatus())!.Phase);
    }

    [Fact]
    public async Task Extend_IsToldByLogAndPulse()
    {
        var study = await Launch(Name, "[1]");
        var pulse = Grains.GetGrain<IStudyPulseGrain>(Name);
        Assert.Equal(3, (await pulse.GetPulse())!.Status.Trials);

        await Extend("[2]");

        var log = (await study.GetLog(new StudyLogQuery(0, 100)))!.Page.Entries;
        Assert.Equal([StudyLogKind.Launched, StudyLogKind.Extended], log.Select(entry => entry.Kind));
        Assert.Equal("6 trials, 14 stages in all", log[^1].Text);
        while ((await pulse.GetPulse())!.Trials.Waiting != 6)
            await Task.Yield();
    }

    [Fact]
    public async Task Extend_WithOtherSettings_IsRefusedWithTheMend()
    {
        var study = await Launch(Name, "[1]");

        var reply = await Catalog.Extend(new StudyLaunch(Name, Specs.Small(Name, "[2]").Replace("epochs: 4", "epochs: 5", StringComparison.Ordinal)));

        Assert.Equal(ExtendOutcome.Invalid, reply.Outcome);
        Assert.Contains("give the new one another name", Assert.Single(reply.Problems), StringComparison.Ordinal);
        Assert.Equal(3, (await study.GetStatus())!.Trials);
    }

    [Fact]
    public async Task Extend_OfWhatIsNotOrWasCancelled_IsRefused()
    {
        Assert.Equal(ExtendOutcome.Unknown, (await Extend("[1]")).Outcome);

        var study = await Launch(Name, "[1]");
        await study.Cancel();
        var reply = await Extend("[2]");

        Assert.Equal(ExtendOutcome.Invalid, reply.Outcome);
        Assert.Contains("was cancelled", Assert.Single(reply.Problems), StringComparison.Ordinal);
    }

    private Task<ExtendReply> Extend(string seeds) => Catalog.Extend(new StudyLaunch(Name, Specs.Small(Name, seeds)));

    private async Task<IStudyGrain> Launch(string name, string seeds)
    {
        Assert.Equal(LaunchOutcome.Launched, (await Catalog.Launch(new StudyLaunch(name, Specs.Small(name, seeds)))).Outcome);
        return Grains.GetGrain<IStudyGrain>(name);
    }
}
