using JointQP.Studies.Analysis;
using JointQP.Studies.Analysis.Verdicts;

namespace JointQP.Tests.Unit.Studies.Analysis.Verdicts;

public sealed class SearchEvidenceTests
{
    private const string Prune = "P0.5(w) -> Q8(w)";
    private const string Quantize = "Q8(w) -> P0.5(w)";

    private static readonly VerdictMetric Metric = new("test/accuracy", HigherIsBetter: true, IsFraction: true);

    private static readonly SearchEvidence Confirmed = new(18, "first", "second", [77, 88, 99], new Interval(0.02, 0.01, 0.03, 3), Concluded: true, Confirmed: true);

    [Fact]
    public void Of_ConfirmedSearch_RestsOnTheFreshSeedsAlone()
    {
        var verdict = Judge(Confirmed);

        Assert.Equal(
            "fashion: its search rests on the 3 fresh seeds that it was confirmed on alone, by test data, and not on the 18 schedules that it raced, by validation data. "
                + "first is 2.00 percentage points better than second in test/accuracy (95 % interval 1.00 to 3.00, 3 pairs); the interval, taken by itself, excludes 0.",
            verdict.Sentence);
        Assert.Equal(Confirmed, verdict.Search);
        // It is no contrast of order: the two differ by their onsets as well.
        Assert.Equal((Finding.Nothing, 0), (verdict.Finding, verdict.Operators.Length));
    }

    [Fact]
    public void Of_SearchUnderWay_IsExploratory()
    {
        Assert.StartsWith(
            "fashion: exploratory: its search goes on, and nothing is said by the 18 schedules that it raced",
            Judge(Confirmed with { Winner = null, Rival = null, Seeds = [], Difference = null, Concluded = false, Confirmed = false }).Sentence,
            StringComparison.Ordinal);
        Assert.StartsWith(
            "fashion: exploratory: the winner of its search, first, is being confirmed on 3 fresh seeds",
            Judge(Confirmed with { Concluded = false, Confirmed = false }).Sentence,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Of_SearchWithoutARival_SaysNothingOfOrder() =>
        Assert.Contains("confirmed on 3 fresh seeds, says nothing of order", Judge(Confirmed with { Rival = null, Difference = null }).Sentence, StringComparison.Ordinal);

    [Fact]
    public void Of_SearchThatCouldTrainNothing_SaysSo() =>
        Assert.Equal("fashion: its search found none of its schedules that could be trained.", Judge(Confirmed with { Winner = null, Rival = null, Seeds = [], Difference = null, Confirmed = false }).Sentence);

    [Fact]
    public void Of_SearchBesideContrasts_TellsBothApart()
    {
        var trials = Enumerable.Range(1, 8).SelectMany(seed => new[]
        {
            Done(Prune, seed, 0.9 + (Math.Sin(seed) * 0.001)),
            Done(Quantize, seed, 0.8 + (Math.Cos(seed) * 0.001)),
        });

        var verdict = Judge(Confirmed, [.. trials]);

        Assert.Equal(Finding.Difference, verdict.Finding);
        Assert.StartsWith("fashion: P0.5(w) before Q8(w) is ", verdict.Sentence, StringComparison.Ordinal);
        Assert.Contains(" Beside that, its search rests on the 3 fresh seeds", verdict.Sentence, StringComparison.Ordinal);
    }

    private static ExperimentVerdict Judge(SearchEvidence search, params TrialOutcome[] trials) =>
        StudyAnalysis.Of(new ExperimentTrials("fashion", NetworkKind.Discriminative, Metric, trials) { Search = search });

    private static TrialOutcome Done(string ordering, int seed, double value) => new(ordering, ordering, seed, new Dictionary<string, double> { [Metric.Name] = value });
}
