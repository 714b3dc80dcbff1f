using JointQP.Client.Rendering.Watch;
using JointQP.Client.Watching;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Studies.Analysis.Sequential;

namespace JointQP.Tests.Unit.Client.Rendering.Watch;

public sealed class WatchPictureTests
{
    private const string Footer = "Ctrl-C ends the watching, not the study";

    public static TheoryData<int, int> Windows => new() { { 60, 20 }, { 80, 24 }, { 120, 40 } };

    [Theory]
    [MemberData(nameof(Windows))]
    public void Of_JustLaunched_SaysWhatIsNotKnownYet(int width, int height) => Approve("launched", WatchedStudy.JustLaunched, width, height);

    [Theory]
    [MemberData(nameof(Windows))]
    public void Of_Running_HasCurvesBestWorkersAndTimeLeft(int width, int height) => Approve("running", WatchedStudy.Running, width, height);

    [Theory]
    [MemberData(nameof(Windows))]
    public void Of_WorkerLost_SaysForHowLong(int width, int height) => Approve("worker-lost", WatchedStudy.WorkerLost, width, height);

    [Theory]
    [MemberData(nameof(Windows))]
    public void Of_ClusterAway_KeepsTheLastPictureAndSaysForHowLong(int width, int height) => Approve("cluster-away", WatchedStudy.ClusterAway, width, height);

    [Theory]
    [MemberData(nameof(Windows))]
    public void Of_FailedTrials_TellsTheReasons(int width, int height) => Approve("failed", WatchedStudy.Failed, width, height);

    [Theory]
    [MemberData(nameof(Windows))]
    public void Of_Ended_IsTheSummary(int width, int height) => Approve("ended", WatchedStudy.Ended, width, height);

    [Theory]
    [MemberData(nameof(Windows))]
    public void Of_ManySchedulesAndWorkers_FoldsThem(int width, int height) => Approve("many", WatchedStudy.Many, width, height);

    [Fact]
    public void Of_StudyThatGetsSeedsUntilItIsDecided_SaysHowThatStands()
    {
        SequentialDesign design = new("fashion", "P0.5(w) Q8(w)", "P0.5(w)", "Q8(w)", [.. Enumerable.Range(1, 30).Select(seed => (long)seed)], SeedLooks.Of(5, 30), null);
        var frame = WatchedStudy.Running;
        frame = frame with { Pulse = frame.Pulse with { Status = frame.Status with { Seeds = new(2, design, null) } } };

        Assert.Equal(
            ["seeds       8 for look 2 of 5, at most 30; not", "            decided yet, 0 of 0.05 spent"],
            WatchPicture.Of(frame, 50, 24, Glyphs.Unicode).Lines.Skip(2).Take(2).Select(line => line.Text));
    }

    [Theory]
    [MemberData(nameof(Windows))]
    public void Of_TerminalWithoutUnicode_IsAscii(int width, int height)
    {
        var picture = WatchPicture.Of(WatchedStudy.Running, width, height, Glyphs.Ascii, Footer);

        Screens.Approve(picture, width, height, $"ascii-{width}x{height}");
        Assert.All(picture.Lines, line => Assert.True(line.Text.All(char.IsAscii), line.Text));
    }

    [Fact]
    public void Of_WithoutColour_SaysTheSame()
    {
        // Recorded knows no colour: what it prints is the text, and nothing is said by colour alone.
        var picture = WatchPicture.Of(WatchedStudy.Failed, 80, 24, Glyphs.Unicode, Footer);

        var printed = Recorded.Render(picture);

        Assert.Equal(string.Join('\n', picture.Lines.Select(line => line.Text.TrimEnd())), printed);
        Assert.Contains("9 done, 2 running, 5 waiting, 1 failed, 1 poisoned of 18", printed, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_AnyWindow_FitsIt()
    {
        WatchFrame[] frames = [WatchedStudy.JustLaunched, WatchedStudy.Running, WatchedStudy.Failed, WatchedStudy.ClusterAway, WatchedStudy.Ended, WatchedStudy.Many];
        foreach (var frame in frames)
        {
            for (var width = 20; width <= 200; width += 7)
            {
                for (var height = 1; height <= 60; height += 3)
                {
                    foreach (var glyphs in new[] { Glyphs.Unicode, Glyphs.Ascii })
                    {
                        var lines = WatchPicture.Of(frame, width, height, glyphs, Footer).Lines;
                        Assert.InRange(lines.Count, 1, height);
                        Assert.All(lines, line => Assert.InRange(line.Length, 0, width));
                    }
                }
            }
        }
    }

    [Fact]
    public void Of_WithoutLimitOfRows_LeavesNothingOut()
    {
        var lines = WatchPicture.Of(WatchedStudy.Many, 100, null, Glyphs.Unicode).Lines;

        Assert.Equal(18, lines.Count(line => line.Text.Contains("/6", StringComparison.Ordinal)));
        Assert.Equal(14, lines.Count(line => line.Text.StartsWith("local-", StringComparison.Ordinal)));
        Assert.DoesNotContain(lines, line => line.Text.Contains(" more ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(StudyPhase.Cancelled, "not running: the study is cancelled")]
    [InlineData(StudyPhase.Running, "unknown: no worker has been heard of yet")]
    public void Left_WhereNobodyCanKnow_SaysWhy(StudyPhase phase, string why)
    {
        var pulse = WatchedStudy.JustLaunched.Pulse;
        Assert.Equal(why, WatchPicture.Left(WatchedStudy.JustLaunched with { Pulse = pulse with { Status = pulse.Status with { Phase = phase } } }));
    }

    private static void Approve(string name, WatchFrame frame, int width, int height) =>
        Screens.Approve(WatchPicture.Of(frame, width, height, Glyphs.Unicode, Footer), width, height, $"{name}-{width}x{height}");
}
