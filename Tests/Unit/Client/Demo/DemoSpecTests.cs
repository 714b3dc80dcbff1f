using JointQP.Client.Demo;
using JointQP.Client.Hosting;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Studies.Spec;

namespace JointQP.Tests.Unit.Client.Demo;

public sealed class DemoSpecTests
{
    [Fact]
    public void Of_Nothing_IsTheExampleAsItStands() =>
        Assert.Equal(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "examples", "demo.yaml")), DemoSpec.Of(null, null).Text);

    [Fact]
    public void Of_Nothing_TakesNothingFromAnotherStudy() =>
        // Else a second demo would only copy the first one's results, and that they are equal would show nothing.
        Assert.Equal(Sharing.Study, DemoSpec.Of(null, null).Spec.Sharing);

    [Fact]
    public void Of_SeedsAndSamples_ChangesThoseAlone()
    {
        var whole = DemoSpec.Of(null, null).Spec;
        var small = DemoSpec.Of(2, 1024);

        Assert.Equal([1, 2], small.Spec.Seeds);
        var (before, after) = (Assert.Single(whole.Experiments), Assert.Single(small.Spec.Experiments));
        Assert.Equal(before.Samples with { Train = 1024 }, after.Samples);
        Assert.Equal(before.Training, after.Training);
        Assert.Equal(before.Schedules.Select(s => s.Name), after.Schedules.Select(s => s.Name));
        Assert.Equal(2 * before.Schedules.Length, small.Trials);
        Assert.Equal(12L * 1024 * before.Training.Epochs, small.SamplesSeen);
    }

    [Fact]
    public void Of_TooFewSamples_SaysWhatIsAllowed()
    {
        var error = Assert.Throws<ConsoleException>(() => DemoSpec.Of(null, 5));

        Assert.Equal(ExitCode.BadInput, error.Code);
        Assert.Contains("batch", error.Message, StringComparison.Ordinal);
        Assert.Contains("--samples 5", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Before_TellsWhatComes()
    {
        var lines = string.Join('\n', DemoText.Before(DemoSpec.Of(1, 1024), 2, 2, "/data"));

        Assert.Contains("6 schedules, 1 seed each, 6 trials, 2 workers", lines, StringComparison.Ordinal);
        Assert.Contains("about 1 minute,", lines, StringComparison.Ordinal);
        Assert.Contains("kept in /data.", lines, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, 2, "about 6 minutes")]
    [InlineData(2, 1, "about 13 minutes")]
    [InlineData(8, 2, "about 6 minutes")]
    public void Before_WholeDemo_CountsWorkersThatHaveACore(int workers, int cores, string expected) =>
        Assert.Contains(expected, string.Join('\n', DemoText.Before(DemoSpec.Of(null, null), workers, cores, "/data")), StringComparison.Ordinal);

    [Fact]
    public void Of_SeedsAndSamples_NamesTheOptionsToRepeatIt()
    {
        Assert.Equal(" --seeds 2 --samples 1024", DemoSpec.Of(2, 1024).Options);
        Assert.Equal("", DemoSpec.Of(null, null).Options);
    }

    [Fact]
    public void After_FailedTrials_DoesNotPromiseTheSameHash()
    {
        var lines = string.Join('\n', DemoText.After(Samples.Status(StudyPhase.Completed, trialsFailed: 1), "/data", "", " --seeds 1", null, null));

        Assert.Contains("  jointqp demo --seeds 1\n      tries again", lines, StringComparison.Ordinal);
        Assert.DoesNotContain("same result hash", lines, StringComparison.Ordinal);
    }

    [Fact]
    public void After_Report_IsNamedOrElseTheCommandThatWritesIt()
    {
        string After(string? report) => string.Join('\n', DemoText.After(Samples.Status(StudyPhase.Completed), "/data", " --data /data", "", null, report));

        Assert.Contains("What to try next:\n  /data/report.html\n      is this study as a page with figures: open it in a browser\n", After("/data/report.html"), StringComparison.Ordinal);
        Assert.DoesNotContain("study report", After("/data/report.html"), StringComparison.Ordinal);
        Assert.Contains("\n  jointqp study report demo --data /data\n", After(null), StringComparison.Ordinal);
    }
}
