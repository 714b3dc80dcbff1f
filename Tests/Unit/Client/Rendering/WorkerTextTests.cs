using JointQP.Client.Rendering;

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
}
