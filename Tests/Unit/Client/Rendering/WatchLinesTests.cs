using JointQP.Client.Rendering;
using JointQP.Client.Watching;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Studies.Analysis.Sequential;

namespace JointQP.Tests.Unit.Client.Rendering;

public sealed class WatchLinesTests
{
    private readonly WatchLines _lines = new();

    [Fact]
    public void Next_FirstFrame_IsALine() =>
        Assert.Equal(["demo running: 2/6 trials, 26 % of the steps, 412 steps/s, time left about 2 min (1 to 3)"], Next(0, Samples.Status()));

    [Fact]
    public void Next_WithoutChange_IsSilentUntilTenSecondsAreOver()
    {
        Next(0, Samples.Status());

        Assert.Empty(Next(9.9, Samples.Status(stepsDone: 1800)));
        Assert.Equal(["demo running: 2/6 trials, 31 % of the steps, 412 steps/s, time left about 2 min (1 to 3)"], Next(10, Samples.Status(stepsDone: 1800)));
        Assert.Empty(Next(19.9, Samples.Status(stepsDone: 1900)));
    }

    [Fact]
    public void Next_TrialDone_IsALineAtOnce()
    {
        Next(0, Samples.Status());

        Assert.Equal(["demo running: 3/6 trials, 26 % of the steps, 412 steps/s, time left about 2 min (1 to 3)"], Next(0.5, Samples.Status(trialsDone: 3)));
    }

    [Fact]
    public void Next_NewProblem_IsToldOnce()
    {
        Next(0, Samples.Status(problems: ["old"]));

        Assert.Equal("demo problem: new", Next(1, Samples.Status(problems: ["old", "new"])).Last());
        Assert.Empty(Next(2, Samples.Status(problems: ["old", "new"])));
    }

    [Fact]
    public void Next_ClusterAwayAndBack_AreLines()
    {
        Next(0, Samples.Status());

        Assert.Equal(["demo running: 2/6 trials, waiting for the cluster"], Next(1, Samples.Status(), waiting: true));
        Assert.Empty(Next(2, Samples.Status(), waiting: true));
        Assert.Single(Next(3, Samples.Status()));
    }

    [Fact]
    public void Next_WorkerThatFetchesData_SaysSoBesideTheLine()
    {
        var fetching = Samples.Idle with { Beat = Samples.Idle.Beat with { Activity = "fetching fashion-mnist 37 %" } };
        var frame = new WatchFrame(Recorded.Start, Recorded.Start, Samples.Pulse(Samples.Status()), [Samples.Busy, fetching], null, null, Waiting: false);

        Assert.Equal("demo local-1: fetching fashion-mnist 37 %", new WatchLines().Next(frame).Last());
        Assert.Single(new WatchLines().Next(frame with { Pulse = Samples.Pulse(Samples.Status(StudyPhase.Completed)) }));
    }

    [Fact]
    public void Next_StudyThatGetsSeedsUntilItIsDecided_TellsEachLook()
    {
        SequentialDesign design = new("fashion", "P0.5(w) Q8(w)", "P0.5(w)", "Q8(w)", [.. Enumerable.Range(1, 30).Select(seed => (long)seed)], SeedLooks.Of(5, 30), null);
        StudyStatus At(int look) => Samples.Status() with { Seeds = new(look, design, null) };

        Assert.Equal("demo seeds: 5 for look 1 of 5, at most 30; not decided yet, 0 of 0.05 spent", Next(0, At(1))[1]);
        Assert.Empty(Next(0.5, At(1)));
        Assert.Equal("demo seeds: 8 for look 2 of 5, at most 30; not decided yet, 0 of 0.05 spent", Next(1, At(2))[1]);
        Assert.Single(Next(11, At(2)));
    }

    private List<string> Next(double seconds, StudyStatus status, bool waiting = false)
    {
        var now = Recorded.Start.AddSeconds(seconds);
        var left = new TimeLeft(TimeSpan.FromSeconds(101), TimeSpan.FromSeconds(80), TimeSpan.FromSeconds(150));
        return [.. _lines.Next(new WatchFrame(now, now, Samples.Pulse(status), [Samples.Busy], new Pace(412.3, 2, 180, 206, 230), left, waiting))];
    }
}
