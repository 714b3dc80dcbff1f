using System.Collections.Immutable;
using JointQP.Studies.Analysis.Statistics;

namespace JointQP.Studies.Analysis.Verdicts;

/// <summary>Holds contrasts against what their operators cost alone. That is measured in trials of their own, so it is not chosen by the contrast's chance.</summary>
/// <param name="schedules">All schedules of the experiment.</param>
/// <param name="metric">What is compared.</param>
/// <param name="test">The paired tests.</param>
internal sealed class IntensityJudge(ImmutableArray<SeedRow> schedules, VerdictMetric metric, Func<double[], int, PairedResult> test)
{
    private readonly ILookup<string, SeedRow> _alone =
        schedules.Where(row => row.Ordering.Places.Length <= 1).ToLookup(row => row.Ordering.Operators, StringComparer.Ordinal);

    /// <summary>The evidence of contrasts, given with their sets of operators and their gains by seed; null when none has both its operators alone.</summary>
    public IntensityEvidence? Judge(IReadOnlyList<(string Operators, Precedence Contrast, double?[] Gain)> contrasts)
    {
        List<IntensityPoint> points = [];
        List<double?[]> gains = [];
        foreach (var set in contrasts.GroupBy(one => one.Operators, StringComparer.Ordinal))
        {
            var known = set.Select(one => (one.Contrast, one.Gain, Gap: GapOf(one.Contrast))).Where(one => one.Gap is not null).ToList();
            if (known.Count == 0)
                continue;
            var gain = SeedRows.Mean([.. known.Select(one => one.Gap > 0 ? one.Gain : Array.ConvertAll(one.Gain, value => -value))]);
            var orders = known.Select(one => one.Gap > 0 ? $"{one.Contrast.First.Text} before {one.Contrast.Second.Text}" : $"{one.Contrast.Second.Text} before {one.Contrast.First.Text}");
            points.Add(new(set.Key, string.Join(", ", orders), known.Average(one => Math.Abs(one.Gap!.Value)), test(SeedRows.Known(gain), 0)));
            gains.Add(gain);
        }

        return points.Count == 0 ? null : new([.. points], test(SeedRows.Known(SeedRows.Mean(gains)), 0));
    }

    /// <summary>How much more the second costs alone than the first, over the seeds of both; null when that is not known, or neither costs more.</summary>
    private double? GapOf(Precedence contrast)
    {
        var (first, second) = (Alone(contrast.First.Operators), Alone(contrast.Second.Operators));
        if (first is null || second is null)
            return null;
        var gap = Mean(SeedRows.Minus(first, second)) * (metric.HigherIsBetter ? 1 : -1);
        var scale = Alone("") is { } untouched ? Mean(untouched) : (Mean(first) + Mean(second)) / 2;
        return gap / Math.Abs(scale ?? 0) is { } share && double.IsFinite(share) && share is not 0 ? share : null;
    }

    private double?[]? Alone(string operators) => _alone[operators].Select(row => row.Values).ToList() is { Count: > 0 } rows ? SeedRows.Mean(rows) : null;

    private static double? Mean(double?[] values) => SeedRows.Known(values) is { Length: > 0 } known ? known.Average() : null;
}
