using JointQP.Grains.Interfaces.Scheduling;
using JointQP.Grains.Interfaces.Studies;
using Orleans.Core.Internal;

namespace JointQP.Tests.Processes.Cluster.Studies;

/// <summary>Each on a silo of its own: a scheduler sees every study.</summary>
public sealed class SchedulerTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private RunningSilo _silo = null!;

    private ISchedulerGrain Scheduler => _silo.Grains.GetGrain<ISchedulerGrain>(ISchedulerGrain.Key);

    public async ValueTask InitializeAsync() => _silo = await RunningSilo.Start(_folder.Path);

    public async ValueTask DisposeAsync()
    {
        await _silo.DisposeAsync();
        _folder.Dispose();
    }

    private async Task Launch(string name, int priority = 0) => Assert.Equal(
        LaunchOutcome.Launched,
        (await _silo.Grains.GetGrain<IStudyCatalogGrain>(IStudyCatalogGrain.Key).Launch(new StudyLaunch(name, Specs.Small(name, seeds: "6", priority: priority)))).Outcome);

    [Fact]
    public async Task Ask_Studies_ServedByPriorityThenInTurns()
    {
        await Launch("one");
        await Launch("two");
        await Launch("urgent", priority: 1);
        var served = new List<string>();
        for (var worker = 0; worker < 10; worker++)
        {
            var reply = await Scheduler.Ask(new FakeWorker(_silo.Grains, $"w{worker}").NewRequest());
            served.Add(reply.Lease!.Token.Study);
        }

        // Of the urgent one, the beginnings of six seeds are ready at once.
        Assert.Equal(["urgent", "urgent", "urgent", "urgent", "urgent", "urgent", "one", "two", "one", "two"], served);
        Assert.Equal(Enumerable.Range(0, 10).Select(worker => $"w{worker}"), await Scheduler.Slots());
    }

    [Fact]
    public async Task Ask_HoldsACheckpoint_GetsWhatGoesOnFromItOfEquallyLongPaths()
    {
        await Launch("one");
        var worker = new FakeWorker(_silo.Grains, "w");
        List<(string Stage, string Hash)> beginnings = [];
        for (var seed = 0; seed < 6; seed++)
        {
            var lease = (await Scheduler.Ask(worker.NewRequest())).Lease!;
            Assert.Null(lease.Stage.Parent);
            beginnings.Add((lease.Token.Stage, FakeWorker.ResultOf(lease).Checkpoint.Hash));
            await worker.Train(lease);
        }

        foreach (var (stage, hash) in beginnings.Skip(3))
            Assert.Equal(stage, (await Scheduler.Ask(worker.NewRequest() with { Holds = [hash] })).Lease!.Stage.Parent);
        Assert.Equal(beginnings[0].Stage, (await Scheduler.Ask(worker.NewRequest())).Lease!.Stage.Parent);
    }

    [Fact]
    public async Task Ask_RepeatedAfterTheSchedulerIsLost_GetsTheSameLease()
    {
        await Launch("one");
        await Launch("two");
        await Scheduler.Ask(new FakeWorker(_silo.Grains, "other").NewRequest());
        var request = new FakeWorker(_silo.Grains, "w").NewRequest();
        var first = (await Scheduler.Ask(request)).Lease!;
        Assert.Equal("two", first.Token.Study);
        Assert.Equal(first.Token, (await Scheduler.Ask(request with { Repeated = true })).Lease!.Token);

        await Scheduler.Cast<IGrainManagementExtension>().DeactivateOnIdle(TestContext.Current.CancellationToken);

        Assert.Equal(first.Token, (await Scheduler.Ask(request with { Repeated = true })).Lease!.Token);
    }

    [Fact]
    public async Task Ask_NewProcessOfASlot_EndsTheOldOnesLeaseAndTheOldOneIsToldToGo()
    {
        await Launch("one");
        await Launch("two");
        var (old, young) = (new FakeWorker(_silo.Grains, "w", 1), new FakeWorker(_silo.Grains, "w", 2));
        var lease = (await Scheduler.Ask(old.NewRequest())).Lease!;

        var taken = (await Scheduler.Ask(young.NewRequest())).Lease!;

        // The new process got work of another study, which knows nothing of the old lease.
        Assert.Equal(("one", "two"), (lease.Token.Study, taken.Token.Study));
        Assert.True((await Scheduler.Ask(old.NewRequest())).Superseded);
        Assert.Equal(StageReply.Fenced, await old.Study("one").Renew(lease.Token));
        Assert.Equal(StageReply.Accepted, await young.Study("two").Renew(taken.Token));
    }

    [Fact]
    public async Task Ask_PausedStudy_OthersAreServedAndWhatItGrantedIsFound()
    {
        await Launch("one");
        await Launch("two");
        var request = new FakeWorker(_silo.Grains, "w").NewRequest();
        var lease = (await Scheduler.Ask(request)).Lease!;
        await _silo.Grains.GetGrain<IStudyGrain>(lease.Token.Study).Pause(drain: true);

        Assert.Equal(lease.Token, (await Scheduler.Ask(request with { Repeated = true })).Lease!.Token);
        for (var worker = 0; worker < 4; worker++)
            Assert.NotEqual(lease.Token.Study, (await Scheduler.Ask(new FakeWorker(_silo.Grains, $"w{worker}").NewRequest())).Lease!.Token.Study);
    }

    [Fact]
    public async Task Ask_NameOfAnEndedStudyThatWasDeletedAndLaunchedAnew_IsServed()
    {
        var catalog = _silo.Grains.GetGrain<IStudyCatalogGrain>(IStudyCatalogGrain.Key);
        var launch = new StudyLaunch("one", Specs.Small("one", limits: "{ lease: 1s }"));
        await catalog.Launch(launch);
        await _silo.Grains.GetGrain<IStudyGrain>("one").Cancel();
        Assert.Null((await Scheduler.Ask(new FakeWorker(_silo.Grains, "w").NewRequest())).Lease);
        // Unknown where the catalogue finished it by itself between two asks.
        while ((await catalog.Delete("one", force: false)).Outcome is not (DeleteOutcome.Deleted or DeleteOutcome.Unknown))
            await Task.Yield();
        await catalog.Launch(launch);

        WorkReply reply;
        do
            reply = await Scheduler.Ask(new FakeWorker(_silo.Grains, "w").NewRequest());
        while (reply.Lease is null);

        Assert.Equal("one", reply.Lease.Token.Study);
    }

    [Fact]
    public async Task Ask_NothingToDo_SaysWhenToAskAgain()
    {
        var idle = await Scheduler.Ask(new FakeWorker(_silo.Grains, "w").NewRequest());

        Assert.Null(idle.Lease);
        Assert.InRange(idle.AskAgainAfter, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(2));
    }
}
