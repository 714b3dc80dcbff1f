using System.Collections.Immutable;
using JointQP.Studies.Analysis.Statistics;
using Orleans;

namespace JointQP.Studies.Analysis.Verdicts;

/// <summary>The schedules of two operators by the steps at which these start.</summary>
/// <param name="First">An operator.</param>
/// <param name="Second">The other.</param>
/// <param name="Points">Every schedule.</param>
/// <param name="Advantages">The orders compared wherever both start at the same two steps.</param>
/// <param name="Best">Where the best schedule starts; null with fewer than 2 seeds that have finished all.</param>
[GenerateSerializer, Immutable, Alias("JointQP.OnsetPlane")]
public sealed record OnsetPlane(
    [property: Id(0)] string First,
    [property: Id(1)] string Second,
    [property: Id(2)] ImmutableArray<OnsetPoint> Points,
    [property: Id(3)] ImmutableArray<OnsetAdvantage> Advantages,
    [property: Id(4)] BestOnset? Best)
{
    /// <summary>How many seeds it takes for resampling them to say how sure an onset is.</summary>
    private const int FewestSeeds = 5;

    /// <summary>What onsets change in the advantage of an order, and where the best schedule starts, for people.</summary>
    /// <param name="metric">What was measured.</param>
    public string Sentence(VerdictMetric metric)
    {
        ArgumentNullException.ThrowIfNull(metric);
        var compared = Advantages.Where(one => one.Result.Mean is { } mean && double.IsFinite(mean)).OrderBy(one => one.Result.Mean).ToList();
        var gains = compared.Count == 0 ? "No two onsets were trained in both orders."
            : $"{First} first minus {Second} first is {At(compared[0], metric)}"
                + (compared.Count == 1 ? "." : $" to {At(compared[^1], metric)}, over {compared.Count} pairs of onsets, each by itself.");
        var seeds = Points.Min(point => point.Metric?.Count ?? 0);
        if (Best is not { } best)
            return gains;
        var start = Points.First(point => point.Schedule == best.Schedule);
        return FormattableString.Invariant($"{gains} The best schedule by its mean starts {First} at step {start.First} and {Second} at step {start.Second}")
            + (seeds < FewestSeeds
                ? $"; {VerdictSentence.Count(seeds, "seed")} do not say how sure that is."
                : FormattableString.Invariant($"; 95 % intervals by resampling seeds: {best.FirstLow} to {best.FirstHigh}, and {best.SecondLow} to {best.SecondHigh}."));
    }

    private static string At(OnsetAdvantage one, VerdictMetric metric) =>
        FormattableString.Invariant($"{ComparisonSentence.Amount(one.Result.Mean!.Value, metric)} at steps {one.Early} and {one.Late}");
}

/// <summary>A schedule on the plane.</summary>
/// <param name="Schedule">Its label.</param>
/// <param name="First">The step at which the first operator starts.</param>
/// <param name="Second">That of the second.</param>
/// <param name="Metric">Over its seeds; null until one is done.</param>
[GenerateSerializer, Immutable, Alias("JointQP.OnsetPoint")]
public sealed record OnsetPoint([property: Id(0)] string Schedule, [property: Id(1)] long First, [property: Id(2)] long Second, [property: Id(3)] Interval? Metric);

/// <summary>What it brings to start the first operator at the earlier of two steps and the second at the later, over the other way round.</summary>
/// <param name="Early">The earlier step.</param>
/// <param name="Late">The later.</param>
/// <param name="Result">The first operator first minus the second first, in the metric's unit.</param>
/// <param name="AdjustedP">Its sign-flip p-value after Holm, among all points of the plane.</param>
[GenerateSerializer, Immutable, Alias("JointQP.OnsetAdvantage")]
public sealed record OnsetAdvantage(
    [property: Id(0)] long Early, [property: Id(1)] long Late, [property: Id(2)] PairedResult Result, [property: Id(3)] double? AdjustedP);

/// <summary>Where the best schedule starts its operators, by resampling seeds.</summary>
/// <param name="Schedule">The schedule with the best mean.</param>
/// <param name="Probability">In which share of resamples it is the best.</param>
/// <param name="FirstLow">In 95 of 100 resamples the best starts the first operator no earlier than here,</param>
/// <param name="FirstHigh">and no later than here.</param>
/// <param name="SecondLow">The same of the second.</param>
/// <param name="SecondHigh">The same of the second.</param>
[GenerateSerializer, Immutable, Alias("JointQP.BestOnset")]
public sealed record BestOnset(
    [property: Id(0)] string Schedule,
    [property: Id(1)] double Probability,
    [property: Id(2)] long FirstLow,
    [property: Id(3)] long FirstHigh,
    [property: Id(4)] long SecondLow,
    [property: Id(5)] long SecondHigh);
