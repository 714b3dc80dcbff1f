using JointQP.Studies.Analysis;
using JointQP.Studies.Search;
using JointQP.Studies.Words;

namespace JointQP.Tests.Unit.Studies.Search;

public sealed class SearchVerdictTests
{
    private static readonly VerdictMetric Metric = new("test/accuracy", HigherIsBetter: true, IsFraction: true);

    private static readonly SearchSettings Settings = new()
    {
        Budget = 50,
        Resolution = 1,
        TotalSteps = 10,
        Terms = [],
        Axes = [],
        Orderings = [],
        Grid = ["a", "b", "c"],
    };

    private static readonly SearchStep Grid = new("e", SearchMove.Grid, [Of("a"), Of("b"), Of("c")], [1, 2, 3], "");
    private static readonly SearchStep Confirm = new("e", SearchMove.Confirm, [Of("b"), Of("a")], [77, 88], "");

    [Fact]
    public void Of_UnderWay_IsExploratory()
    {
        var verdict = SearchVerdict.Of(Settings, [Grid], concluded: false, Metric, (_, _) => 0.5);

        Assert.Equal((null, false, 3, 9), (verdict.Winner, verdict.Confirmed, verdict.Schedules, verdict.Trials));
        Assert.StartsWith("Exploratory: the search goes on", verdict.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_BeingConfirmed_IsExploratoryStill()
    {
        var verdict = SearchVerdict.Of(Settings, [Grid, Confirm], concluded: false, Metric, (schedule, seed) => (schedule, seed) == ("b", 77) ? 0.9 : null);

        Assert.Equal(("b", "a", false, 3, 13), (verdict.Winner, verdict.Rival, verdict.Confirmed, verdict.Schedules, verdict.Trials));
        Assert.StartsWith("Exploratory: b is the best by validation data", verdict.Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.9, 0.8, "Measured on 2 fresh seeds by test data. b is 10.00 percentage points better than a")]
    [InlineData(0.8, 0.9, "Not confirmed on 2 fresh seeds by test data. a is 10.00 percentage points better than b")]
    public void Of_Concluded_GoesByFreshSeedsAlone(double winner, double rival, string sentence)
    {
        // On the seeds of the search it is the other way round.
        double Value(string schedule, long seed) => seed < 10 ? 1 - Fresh(schedule, seed) : Fresh(schedule, seed);
        double Fresh(string schedule, long seed) => (schedule == "b" ? winner + (seed == 77 ? 1e-4 : -1e-4) : rival) + (seed * 1e-4);

        var verdict = SearchVerdict.Of(Settings, [Grid, Confirm], concluded: true, Metric, (schedule, seed) => Value(schedule, seed));

        Assert.True(verdict.Confirmed);
        Assert.Equal(2, verdict.Metric!.Count);
        Assert.Equal(winner - rival, verdict.Difference!.Mean, 12);
        Assert.StartsWith(sentence, verdict.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_NoneTrained_SaysSo() =>
        Assert.Equal("None of its schedules could be trained.", SearchVerdict.Of(Settings, [Grid], concluded: true, Metric, (_, _) => null).Sentence);

    private static SearchedSchedule Of(string name) => new(name, Schedule.Float);
}
