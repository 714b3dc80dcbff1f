using CsCheck;
using JointQP.Studies.Analysis;

namespace JointQP.Tests.Unit.Studies.Analysis;

public sealed class ExperimentAnalysisTests
{
    private const string PruneFirst = "P0.5(w,f) -> Q8(w,f)";
    private const string QuantizeFirst = "Q8(w,f) -> P0.5(w,f)";

    private static readonly VerdictMetric Accuracy = new("test/accuracy", HigherIsBetter: true, IsFraction: true);
    private static readonly VerdictMetric Distance = new("test/fid", HigherIsBetter: false, IsFraction: false);

    [Fact]
    public void Summarize_OfTrials_GivesARowForEachScheduleInOrder()
    {
        TrialOutcome[] trials =
        [
            Trial("float", "float", 1, 0.9, weights: 400, features: 100),
            Trial("late", PruneFirst, 1, 0.8, weights: 100, features: 20),
            Trial("early", PruneFirst, 1),
            Trial("float", "float", 2, 0.94, weights: 400, features: 100),
            Trial("late", PruneFirst, 2, 0.7, weights: 102, features: 30),
        ];

        var rows = ExperimentAnalysis.Summarize(trials, Accuracy);

        Assert.Equal(["float", "late", "early"], rows.Select(row => row.Schedule));
        Assert.Equal(0.92, rows[0].Metric!.Mean, 1e-12);
        Assert.Equal(0.92 - (12.706204736 * 0.02), rows[0].Metric!.Low, 1e-9);
        Assert.Equal(0.92 + (12.706204736 * 0.02), rows[0].Metric!.High, 1e-9);
        Assert.Equal((101.0, 25.0), (rows[1].WeightBytes, rows[1].FeatureBytes));
        Assert.Equal(new ScheduleSummary("early", null, null, null), rows[2]);
    }

    [Fact]
    public void CompareOrders_OfManySchedules_PairsExactlyTheReorderings()
    {
        (string Label, string Ordering)[] schedules =
        [
            ("float", "float"),
            ("Q8(w,f)", "Q8(w,f)"),
            (PruneFirst, PruneFirst),
            (QuantizeFirst, QuantizeFirst),
            ("P0.5(w) -> Q8(w,f)", "P0.5(w) -> Q8(w,f)"),
            ("Q8(w,f) -> P0.5(w)", "Q8(w,f) -> P0.5(w)"),
            ("late", QuantizeFirst),
        ];

        var comparisons = ExperimentAnalysis.CompareOrders(schedules.Select(schedule => Trial(schedule.Label, schedule.Ordering, 1, 0.5)), Accuracy);

        Assert.Equal(
            [(PruneFirst, QuantizeFirst), (PruneFirst, "late"), ("P0.5(w) -> Q8(w,f)", "Q8(w,f) -> P0.5(w)")],
            comparisons.Select(comparison => (comparison.First, comparison.Second)));
    }

    /// <summary>A watcher of a large grid is told what is measured, and does not wait for millions of pairs that nobody has trained.</summary>
    [Fact]
    public void CompareOrders_TheFirstMeasuredOfAGrid_LooksAtThoseAlone()
    {
        var trials = Enumerable.Range(0, 40_000)
            .Select(i => i is 7 or 10 or 25 or 30_001 ? Trial($"s{i}", i % 2 == 0 ? PruneFirst : QuantizeFirst, 1, 0.5) : Trial($"s{i}", i % 2 == 0 ? PruneFirst : QuantizeFirst, 1))
            .ToList();

        Assert.Equal([("s7", "s10")], Pairs(1));
        Assert.Equal([("s7", "s10"), ("s10", "s25"), ("s10", "s30001")], Pairs(16));

        IEnumerable<(string, string)> Pairs(int most) =>
            ExperimentAnalysis.CompareOrders(trials, Accuracy, most).Select(pair => (pair.First, pair.Second));
    }

    [Fact]
    public void CompareOrders_OfSeedsSomeUnfinished_UsesThoseBothHaveDone()
    {
        TrialOutcome[] trials =
        [
            Trial("a", PruneFirst, 1, 0.91), Trial("b", QuantizeFirst, 1, 0.90),
            Trial("a", PruneFirst, 2, 0.95), Trial("b", QuantizeFirst, 2),
            Trial("a", PruneFirst, 3), Trial("b", QuantizeFirst, 3, 0.10),
            Trial("a", PruneFirst, 4, 0.85), Trial("b", QuantizeFirst, 4, 0.82),
        ];

        var difference = Assert.Single(ExperimentAnalysis.CompareOrders(trials, Accuracy)).Difference!;

        Assert.Equal(2, difference.Count);
        Assert.Equal(0.02, difference.Mean, 1e-12);
    }

    [Fact]
    public void CompareOrders_InAnyOrderOfSeeds_GivesTheSameBits() =>
        Gen.Select(Gen.Double[0, 1], Gen.Double[0, 1]).Array[1, 8].Sample(values =>
        {
            var trials = values.SelectMany((pair, seed) => new[]
            {
                Trial("a", PruneFirst, seed, pair.Item1),
                Trial("b", QuantizeFirst, seed, pair.Item2),
            }).ToList();
            var one = Assert.Single(ExperimentAnalysis.CompareOrders(trials, Accuracy));
            trials.Sort((x, y) => (x.Schedule, -x.Seed).CompareTo((y.Schedule, -y.Seed)));
            Assert.Equal(one, Assert.Single(ExperimentAnalysis.CompareOrders(trials, Accuracy)));
        });

    [Theory]
    [InlineData(true, 0.0123, 0.0052, 0.0194, "A is 1.23 percentage points better than B in test/accuracy (95 % interval 0.52 to 1.94, 6 pairs); the interval, taken by itself, excludes 0.")]
    [InlineData(true, -0.0123, -0.0194, -0.0052, "B is 1.23 percentage points better than A in test/accuracy (95 % interval 0.52 to 1.94, 6 pairs); the interval, taken by itself, excludes 0.")]
    [InlineData(true, -0.001, -0.004, 0.002, "No difference shown at this number of seeds: A minus B is -0.10 percentage points of test/accuracy (95 % interval -0.40 to 0.20, 6 pairs), and the interval includes 0.")]
    [InlineData(false, 12.5, 10, 15, "B is 12.50 better than A in test/fid (95 % interval 10.00 to 15.00, 6 pairs); the interval, taken by itself, excludes 0.")]
    [InlineData(false, -12.5, -15, -10, "A is 12.50 better than B in test/fid (95 % interval 10.00 to 15.00, 6 pairs); the interval, taken by itself, excludes 0.")]
    [InlineData(false, 0, 0, 0, "A and B are equal in test/fid on each of the 6 seeds that finished both; equal differences give no interval.")]
    [InlineData(true, 0.01, 0.01, 0.01, "A is 1.00 percentage points better than B in test/accuracy on each of the 6 seeds that finished both; equal differences give no interval.")]
    [InlineData(false, -0.00012, -0.0002, -0.00004, "A is 1.2e-4 better than B in test/fid (95 % interval 4e-5 to 2e-4, 6 pairs); the interval, taken by itself, excludes 0.")]
    public void Of_SixPairs_TellsWhichIsBetterAndHowSure(bool accuracy, double mean, double low, double high, string sentence) =>
        Assert.Equal(sentence, ComparisonSentence.Of("A", "B", new Interval(mean, low, high, 6), accuracy ? Accuracy : Distance));

    [Fact]
    public void Of_FewerThanTwoPairs_PromisesNoInterval()
    {
        Assert.Equal("Nothing to compare yet: no seed has finished both A and B.", ComparisonSentence.Of("A", "B", null, Accuracy));
        Assert.Equal(
            "B is 2.00 percentage points better than A in test/accuracy on the only seed that finished both; one pair gives no interval.",
            ComparisonSentence.Of("A", "B", Interval.Of([-0.02]), Accuracy));
        Assert.Equal(
            "A and B are equal in test/accuracy on the only seed that finished both; one pair gives no interval.",
            ComparisonSentence.Of("A", "B", Interval.Of([0]), Accuracy));
        Assert.Equal(
            "A and B cannot be compared: test/accuracy of a trial is not a finite number.",
            ComparisonSentence.Of("A", "B", Interval.Of([double.NaN, 1]), Accuracy));
    }

    [Fact]
    public void CompareFirstOrders_OfMorePairsThanAreTold_TellsTheFirstAndThatThereAreMore()
    {
        TrialOutcome[] trials = [.. Enumerable.Range(0, 6).Select(i => Trial($"s{i}", i % 2 == 0 ? PruneFirst : QuantizeFirst, 1, 0.5))];

        Assert.Equal((4, true), Counts(4));
        Assert.Equal((9, false), Counts(9));
        Assert.Equal((9, false), Counts(100));
        Assert.Equal(ExperimentAnalysis.CompareOrders(trials, Accuracy).Take(4), ExperimentAnalysis.CompareFirstOrders(trials, Accuracy, 4).Pairs);

        (int, bool) Counts(int most) => ExperimentAnalysis.CompareFirstOrders(trials, Accuracy, most) is var (pairs, more) ? (pairs.Length, more) : default;
    }

    [Theory]
    [InlineData(true, false, "Not compared: the stopper ended one before its end, by validation data, and with it the comparison with other.")]
    [InlineData(false, true, "Not compared: the stopper ended other before its end, by validation data, and with it the comparison with one.")]
    [InlineData(true, true, "Not compared: the stopper ended both one and other before their end.")]
    public void CompareOrders_OfWhatAStopperEnded_SaysSo(bool one, bool other, string sentence)
    {
        TrialOutcome[] trials = [Trial("one", PruneFirst, 1) with { Stopped = one }, Trial("other", QuantizeFirst, 1) with { Stopped = other }];

        Assert.Equal(sentence, Assert.Single(ExperimentAnalysis.CompareOrders(trials, Accuracy)).Sentence);
    }

    private static TrialOutcome Trial(string label, string ordering, long seed, double? accuracy = null, double? weights = null, double? features = null)
    {
        var metrics = new Dictionary<string, double>();
        if (accuracy is { } value)
            metrics["test/accuracy"] = value;
        if (weights is { } w)
            metrics["bytes/weights"] = w;
        if (features is { } f)
            metrics["bytes/features"] = f;
        return new TrialOutcome(label, ordering, seed, metrics);
    }
}
