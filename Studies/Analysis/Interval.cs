using JointQP.Studies.Analysis.Statistics;
using Orleans;

namespace JointQP.Studies.Analysis;

/// <summary>A mean with its two-sided 95 % interval from Student's t.</summary>
/// <param name="Mean">Arithmetic mean.</param>
/// <param name="Low">Lower end; equal to the mean when there is one value.</param>
/// <param name="High">Upper end.</param>
/// <param name="Count">How many values.</param>
[GenerateSerializer, Immutable, Alias("JointQP.Interval")]
public sealed record Interval([property: Id(0)] double Mean, [property: Id(1)] double Low, [property: Id(2)] double High, [property: Id(3)] int Count)
{
    /// <summary>Whether 0 lies outside; never with fewer than two values, or with values that are all the same: these say nothing about spread.</summary>
    public bool ExcludesZero => HasSpread && (Low > 0 || High < 0);

    /// <summary>Whether the ends say how sure the mean is.</summary>
    internal bool HasSpread => Count > 1 && High > Low;

    /// <summary>The interval mean ± t(0.975, n - 1) s / sqrt(n); null without a value.</summary>
    public static Interval? Of(IEnumerable<double> values)
    {
        double[] all = [.. values];
        if (all.Length == 0)
            return null;
        var mean = all.Sum() / all.Length;
        if (all.Length == 1)
            return new Interval(mean, mean, mean, 1);
        var variance = all.Sum(value => (value - mean) * (value - mean)) / (all.Length - 1);
        // Values that differ by rounding alone are the same: what is made of that would be told as certainty.
        var half = Math.Sqrt(variance) <= Ranks.Tolerance(all) ? 0 : StudentT.Quantile(0.975, all.Length - 1) * Math.Sqrt(variance / all.Length);
        return new Interval(mean, mean - half, mean + half, all.Length);
    }
}
