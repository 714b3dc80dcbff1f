using JointQP.Client.Rendering;
using JointQP.Studies.Analysis.Comparisons;
using JointQP.Tests.Unit.Client.Rendering.Watch;
using JointQP.Tests.Unit.Studies.Analysis.Comparisons;

namespace JointQP.Tests.Unit.Client.Rendering;

public sealed class ComparisonTextTests
{
    private static StudyComparison Comparison { get; } = StudyComparison.Of(
        ComparisonSamples.Of(ComparisonSamples.SpecText("demo"), ComparisonSamples.Usual, new string('a', 64)),
        ComparisonSamples.Of(
            ComparisonSamples.SpecText("demo-2", seeds: 8, epochs: 5), trial => ComparisonSamples.Usual(trial) + 0.012 + (Math.Cos(trial.Spec.Seed) * 0.002), new string('b', 64), bytes: 1500));

    [Fact]
    public void Of_OtherSettings_TellsThemSchedulesVerdictsAndHashes() => Screens.Approve(ComparisonText.Of(Comparison), "study-compare");

    [Fact]
    public void Of_EqualStudies_SaysSo()
    {
        var study = ComparisonSamples.Of(ComparisonSamples.SpecText("demo"), ComparisonSamples.Usual, new string('a', 64));
        Screens.Approve(ComparisonText.Of(StudyComparison.Of(study, study with { Name = "demo-2" })), "study-compare-equal");
    }

    [Fact]
    public void Of_OtherSeedsAndHalfDone_SaysWhatIsUnpairedAndMissing()
    {
        var first = ComparisonSamples.Of(ComparisonSamples.SpecText("demo"), trial => trial.ScheduleName == "float" ? null : ComparisonSamples.Usual(trial));
        var second = ComparisonSamples.Of(ComparisonSamples.SpecText("demo-2").Replace("seeds: 6", "seeds: [11, 12, 13]", StringComparison.Ordinal), ComparisonSamples.Usual);
        Screens.Approve(ComparisonText.Of(StudyComparison.Of(first with { Spec = null }, second)), "study-compare-unpaired");
    }

    [Theory]
    [InlineData(60)]
    [InlineData(40)]
    public void Of_NarrowTerminal_StaysInside(int width)
    {
        Recorded recorded = new();
        recorded.Terminal.Out.Profile.Width = width;

        recorded.Terminal.Show(ComparisonText.Of(Comparison));

        // A hash is never broken: it would not be found again.
        Assert.All(recorded.Out.Split('\n').Where(line => !line.Contains("aaaa", StringComparison.Ordinal) && !line.Contains("bbbb", StringComparison.Ordinal)), line => Assert.True(line.Length <= width, line));
    }

    [Fact]
    public void Rows_OfTwoStudies_AreOneForEachScheduleThatBothHave()
    {
        var lines = CsvText.Of(ComparisonRows.Of(Comparison)).Split("\r\n");

        Assert.Equal(4, lines.Length);
        Assert.StartsWith("first,second,experiment,metric,schedule,firstSeeds,firstMean,secondSeeds,secondMean,pairing,", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("demo,demo-2,fashion,test/accuracy,float,6,", lines[1], StringComparison.Ordinal);
        Assert.Contains(",paired,6,6,0.0", lines[1], StringComparison.Ordinal);
        Assert.EndsWith(",1000,1500,10,10,difference,difference,false", lines[1], StringComparison.Ordinal);
    }
}
