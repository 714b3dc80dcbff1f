using JointQP.Client.Rendering;
using JointQP.Grains.Interfaces.Workers;
using JointQP.Tests.Unit.Client.Rendering.Watch;

namespace JointQP.Tests.Unit.Client.Rendering;

public sealed class WorkerTextTests
{
    [Fact]
    public void List_OfWorkers_TellsWhatTheyDo() => Approved.Equal(
        """
        ╭─────────┬────────┬──────────┬──────────────┬───────┬──────────┬───────────╮
        │ worker  │ device │ activity │ stage        │  step │ images/s │     heard │
        ├─────────┼────────┼──────────┼──────────────┼───────┼──────────┼───────────┤
        │ local-0 │ cpu    │ training │ demo/t0003.1 │ 1,204 │    1,510 │   2 s ago │
        │ local-1 │ cpu    │ idle     │              │       │          │ 1 min ago │
        ╰─────────┴────────┴──────────┴──────────────┴───────┴──────────┴───────────╯
        """,
        Recorded.Render(WorkerText.List([Samples.Busy, Samples.Idle], Recorded.Start)));

    [Fact]
    public void List_OfALongActivity_TellsItBelow()
    {
        var waiting = Samples.Idle with { Beat = Samples.Idle.Beat with { Activity = "waiting: no space left on the disk of /data/checkpoints" } };

        var lines = Recorded.Render(WorkerText.List([Samples.Busy, waiting], Recorded.Start)).Split('\n');

        Assert.Contains("│ waiting … │", lines[4], StringComparison.Ordinal);
        Assert.Equal("local-1: waiting: no space left on the disk of /data/checkpoints", lines[^1]);
    }

    [Fact]
    public void List_OfAWorkerThatIsSetAside_SaysSoAndWhatToDo()
    {
        var lines = Recorded.Render(WorkerText.List([Samples.Busy, SetAside], Recorded.Start)).Split('\n');

        Assert.Contains("│ set aside │", lines[4], StringComparison.Ordinal);
        Assert.StartsWith("local-1: set aside, for it lost 3 leases in a row", lines[6], StringComparison.Ordinal);
        Assert.Contains("jointqp worker restore local-1", string.Join(' ', lines[6..]), StringComparison.Ordinal);
    }

    [Fact]
    public void Card_OfAWorkerThatIsSetAside_TellsWhyAndWhatToDo() => Screens.Approve(WorkerText.Card(SetAside, Recorded.Start, TimeZoneInfo.Utc), "worker-set-aside");

    private static WorkerView SetAside => Samples.Idle with
    {
        SetAsideAt = Recorded.Start.AddMinutes(-3),
        SetAsideReason = "it lost 3 leases in a row without a commit: demo/t0003.1 (epoch 2); demo/t0003.1 (epoch 3); other/t0000.0 (epoch 1); "
            + "the last time, worker local-1 was started anew while it held the stage",
    };

    [Fact]
    public void Card_OfABusyWorker_TellsItsLeaseAndSinceWhen()
    {
        var beat = Samples.Busy.Beat with { Incarnation = Recorded.Start.AddMinutes(-10).ToUnixTimeMilliseconds() };

        Screens.Approve(WorkerText.Card(Samples.Busy with { Beat = beat, Since = Recorded.Start.AddSeconds(-95) }, Recorded.Start, TimeZoneInfo.Utc), "worker-show");
    }

    [Fact]
    public void After_BeatsWithOneLease_KeepsSinceWhen()
    {
        var first = WorkerView.After(null, Samples.Busy.Beat, Recorded.Start);
        var second = WorkerView.After(first, Samples.Busy.Beat with { Step = 2000 }, Recorded.Start.AddSeconds(5));
        var idle = WorkerView.After(second, Samples.Busy.Beat with { Lease = null }, Recorded.Start.AddSeconds(10));
        var newer = WorkerView.After(idle, idle.Beat with { Incarnation = 2 }, Recorded.Start.AddSeconds(15));

        Assert.Equal([0.0, 0, 10, 15], new[] { first, second, idle, newer }.Select(view => (view.Since!.Value - Recorded.Start).TotalSeconds));
        Assert.Equal(Recorded.Start.AddSeconds(5), second.HeardAt);
    }
}
