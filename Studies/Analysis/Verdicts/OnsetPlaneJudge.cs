using System.Collections.Immutable;
using JointQP.Studies.Analysis.Statistics;

namespace JointQP.Studies.Analysis.Verdicts;

/// <summary>Lays the schedules of two operators out by their onsets.</summary>
internal sealed class OnsetPlaneJudge(ExperimentTrials experiment, AnalysisSettings settings, Func<double[], int, PairedResult> test)
{
    private sealed record Point(SeedRow Row, long First, long Second);

    /// <summary>The plane; null unless there are two operators and more onsets than orders.</summary>
    /// <param name="schedules">Those of the same operators.</param>
    /// <param name="units">Their operators.</param>
    public OnsetPlane? Judge(ImmutableArray<SeedRow> schedules, ImmutableArray<Unit> units)
    {
        if (units.Length != 2)
            return null;
        ImmutableArray<Point> points =
        [
            .. schedules.Where(row => experiment.Schedules.ContainsKey(row.Label)).Select(row => new Point(row, Start(row, units[0]), Start(row, units[1]))),
        ];
        if (points.Select(point => (Math.Min(point.First, point.Second), Math.Max(point.First, point.Second))).Distinct().Count() < 2)
            return null;
        return new(
            units[0].Text,
            units[1].Text,
            [.. points.Select(point => new OnsetPoint(point.Row.Label, point.First, point.Second, Interval.Of(SeedRows.Known(point.Row.Values))))],
            Advantages(points),
            Best(points));
    }

    // Features may follow their weights by a delay: the operator starts with the first of them.
    private long Start(SeedRow row, Unit unit)
    {
        var schedule = experiment.Schedules[row.Label];
        return unit.Operations.Min(operation => schedule.Find(operation.Kind, operation.Target)?.Start)
            ?? throw new ArgumentException($"the schedule {row.Label} has no onset of {unit.Text}, which its trials' ordering has");
    }

    private ImmutableArray<OnsetAdvantage> Advantages(ImmutableArray<Point> points)
    {
        var at = points.ToLookup(point => (point.First, point.Second));
        ImmutableArray<OnsetAdvantage> compared =
        [
            .. points.Where(point => point.First < point.Second && at.Contains((point.Second, point.First)))
                .GroupBy(point => (point.First, point.Second))
                .Select(point => new OnsetAdvantage(point.Key.First, point.Key.Second, Compare(point, at[(point.Key.Second, point.Key.First)]), null)),
        ];
        return [.. compared.Zip(Holm.Adjust([.. compared.Select(one => one.Result.SignFlipP)]), (one, p) => one with { AdjustedP = p })];
    }

    private PairedResult Compare(IEnumerable<Point> first, IEnumerable<Point> second)
    {
        var (one, other) = (Mean(first), Mean(second));
        return test(SeedRows.Known(SeedRows.Minus(one, other)), one.Zip(other).Count(pair => pair.First is null != pair.Second is null));

        static double?[] Mean(IEnumerable<Point> points) => SeedRows.Mean([.. points.Select(point => point.Row.Values)]);
    }

    /// <summary>Percentile intervals (Efron 1979) of where the best schedule of a resample starts; those that tie share their resample.</summary>
    private BestOnset? Best(ImmutableArray<Point> points)
    {
        if (SeedRows.Blocks([.. points.Select(point => point.Row)]) is not { } blocks)
            return null;
        var shares = BestProbability.Of(blocks, settings.Resamples, settings.Seed, experiment.Metric.HigherIsBetter);
        var means = points.Select((_, one) => blocks.Average(block => block[one]) * (experiment.Metric.HigherIsBetter ? 1 : -1)).ToList();
        var best = means.IndexOf(means.Max());
        var (firstLow, firstHigh) = Percentiles([.. points.Zip(shares, (point, share) => (point.First, share))]);
        var (secondLow, secondHigh) = Percentiles([.. points.Zip(shares, (point, share) => (point.Second, share))]);
        return new(points[best].Row.Label, shares[best], firstLow, firstHigh, secondLow, secondHigh);
    }

    private static (long Low, long High) Percentiles(List<(long Onset, double Share)> onsets)
    {
        onsets.Sort((one, other) => one.Onset.CompareTo(other.Onset));
        return (Reach(onsets), Reach(onsets.AsEnumerable().Reverse()));

        static long Reach(IEnumerable<(long Onset, double Share)> onsets)
        {
            // A hair less than 1 in 40: shares are sums of many small numbers.
            var left = 0.025 - 1e-9;
            foreach (var (onset, share) in onsets)
            {
                left -= share;
                if (left <= 0)
                    return onset;
            }

            return onsets.Last().Onset;
        }
    }
}
