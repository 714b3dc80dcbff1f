using System.Collections.Immutable;
using Orleans;

namespace JointQP.Studies.Analysis.Verdicts;

/// <summary>What a schedule gives for what it takes.</summary>
/// <param name="Schedule">Its label.</param>
/// <param name="Metric">The mean over its seeds.</param>
/// <param name="Bytes">Mean bytes of stored weights and of the features of one sample.</param>
/// <param name="Density">
/// Performance density: the metric per megabyte of 10^6 bytes (arXiv 2110.08271); where lower is better the float network's metric over this
/// one's, per megabyte. Null where that is lacking or nothing is stored.
/// </param>
/// <param name="OnFront">Whether no other schedule is at least as good with at most as many bytes, and better in one of the two (Pareto).</param>
[GenerateSerializer, Immutable, Alias("JointQP.ScheduleEfficiency")]
public sealed record ScheduleEfficiency(
    [property: Id(0)] string Schedule,
    [property: Id(1)] double Metric,
    [property: Id(2)] double Bytes,
    [property: Id(3)] double? Density,
    [property: Id(4)] bool OnFront)
{
    /// <summary>Those with a finite metric and known bytes, in the order of the summaries.</summary>
    /// <param name="schedules">What trials measured.</param>
    /// <param name="metric">What is compared.</param>
    /// <param name="baseline">The float network's metric; null where it was not trained.</param>
    internal static ImmutableArray<ScheduleEfficiency> Of(ImmutableArray<ScheduleSummary> schedules, VerdictMetric metric, double? baseline)
    {
        var sign = metric.HigherIsBetter ? 1 : -1;
        var known = schedules
            .Where(one => one.Metric is { } value && double.IsFinite(value.Mean) && double.IsFinite((one.WeightBytes + one.FeatureBytes) ?? double.NaN))
            .Select(one => (one.Schedule, Metric: one.Metric!.Mean, Bytes: one.WeightBytes!.Value + one.FeatureBytes!.Value))
            .ToList();
        var front = new HashSet<string>(StringComparer.Ordinal);
        var best = double.NegativeInfinity;
        foreach (var size in known.GroupBy(one => one.Bytes).OrderBy(size => size.Key))
        {
            var most = size.Max(one => sign * one.Metric);
            if (most > best)
                front.UnionWith(size.Where(one => sign * one.Metric >= most).Select(one => one.Schedule));
            best = Math.Max(best, most);
        }

        return [.. known.Select(one => new ScheduleEfficiency(one.Schedule, one.Metric, one.Bytes, DensityOf(one.Metric, one.Bytes, metric, baseline), front.Contains(one.Schedule)))];
    }

    private static double? DensityOf(double value, double bytes, VerdictMetric metric, double? baseline)
    {
        var performance = metric.HigherIsBetter ? value : value > 0 ? baseline / value : null;
        return bytes > 0 ? performance / (bytes / 1e6) : null;
    }
}
