using JointQP.Client.Rendering;
using JointQP.Client.Watching;
using JointQP.Grains.Interfaces.Studies;

namespace JointQP.Tests.Unit.Client.Rendering;

public sealed class WatchTextTests
{
    private static readonly WatchFrame Frame = new(Recorded.Start, Samples.Status(), [Samples.Busy, Samples.Idle], 412.3, TimeSpan.FromSeconds(91), Waiting: false);

    [Fact]
    public void Of_RunningStudy_HasBarsRateTimeLeftAndWorkers() => Approved.Equal(
        """
        demo  running  2/6 trials
        ╭──────────────────────┬────────┬──────────────────────┬───────╮
        │ schedule             │ trials │ steps                │       │
        ├──────────────────────┼────────┼──────────────────────┼───────┤
        │ float                │    2/2 │ ━━━━━━━━━━━━━━━━━━━━ │ 100 % │
        │ P0.5(w,f) -> Q8(w,f) │    0/2 │ ━━━━━━━━━━────────── │  50 % │
        │ Q8(w,f) -> P0.5(w,f) │    0/2 │ ──────────────────── │   0 % │
        ╰──────────────────────┴────────┴──────────────────────┴───────╯
        ━━━━━━━───────────────────────  25 % of steps, 412 steps/s, 1 min 31 s left
        ╭─────────┬────────┬──────────┬──────────────┬───────┬──────────┬───────────╮
        │ worker  │ device │ activity │ stage        │  step │ images/s │     heard │
        ├─────────┼────────┼──────────┼──────────────┼───────┼──────────┼───────────┤
        │ local-0 │ cpu    │ training │ demo/t0003.1 │ 1,204 │    1,510 │   2 s ago │
        │ local-1 │ cpu    │ idle     │              │       │          │ 1 min ago │
        ╰─────────┴────────┴──────────┴──────────────┴───────┴──────────┴───────────╯
        """,
        Recorded.Render(WatchText.Of(Frame)));

    [Fact]
    public void Pace_WithoutRate_ClaimsNone() =>
        Assert.Equal("25 % of steps", WatchText.Pace(Frame with { StepsPerSecond = null, Left = null }));

    [Fact]
    public void Pace_WhileTheClusterIsAway_SaysSo() =>
        Assert.Equal("25 % of steps, waiting for the cluster", WatchText.Pace(Frame with { Waiting = true }));

    [Fact]
    public void Pace_WithoutWorkers_SaysSo() =>
        Assert.Equal("25 % of steps, no worker heard of yet", WatchText.Pace(Frame with { StepsPerSecond = null, Left = null, Workers = [] }));

    [Fact]
    public void Pace_OfEndedStudy_HasNoTimeLeft() =>
        Assert.Equal("25 % of steps", WatchText.Pace(Frame with { Status = Samples.Status(StudyPhase.Cancelled) }));
}
