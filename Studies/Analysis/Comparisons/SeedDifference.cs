using JointQP.Studies.Analysis.Statistics;

namespace JointQP.Studies.Analysis.Comparisons;

/// <summary>How the values of two studies are held against each other.</summary>
public enum Pairing
{
    /// <summary>Seed by seed: at least half of the seeds of the side with fewer are finished in both.</summary>
    Paired,

    /// <summary>As two samples that have nothing to do with each other (Welch 1947), for they have too few seeds in common.</summary>
    Unpaired,
}

/// <summary>A second study's mean minus the first's.</summary>
/// <param name="Pairing">How it was found. It goes by the seeds alone, never by what they gave.</param>
/// <param name="First">Seeds of the first study that are in it; with <see cref="Pairing.Paired"/> the same as of the second.</param>
/// <param name="Second">Seeds of the second study that are in it.</param>
/// <param name="Mean">Second minus first, in the metric's unit; null where a value is not a finite number.</param>
/// <param name="Low">Lower end of its 95 % interval; null where there is no spread to make one of, as with a single seed.</param>
/// <param name="High">Upper end.</param>
public sealed record SeedDifference(Pairing Pairing, int First, int Second, double? Mean, double? Low, double? High)
{
    /// <summary>Whether 0 lies outside the interval.</summary>
    public bool ExcludesZero => Low > 0 || High < 0;

    /// <summary>Of the values by seed; null where one side has none.</summary>
    internal static SeedDifference? Of(SortedDictionary<long, double> first, SortedDictionary<long, double> second)
    {
        if (first.Count == 0 || second.Count == 0)
            return null;
        long[] both = [.. first.Keys.Where(second.ContainsKey)];
        return both.Length > 0 && 2 * both.Length >= Math.Min(first.Count, second.Count)
            ? Paired([.. both.Select(seed => second[seed] - first[seed])])
            : Welch([.. first.Values], [.. second.Values]);
    }

    private static SeedDifference Paired(double[] differences)
    {
        var n = differences.Length;
        if (!Array.TrueForAll(differences, double.IsFinite))
            return new(Pairing.Paired, n, n, null, null, null);
        var mean = differences.Sum() / n;
        return Bounded(new(Pairing.Paired, n, n, mean, null, null), Variance(differences) / n, n - 1);
    }

    /// <summary>Degrees of freedom by Welch and Satterthwaite: nothing says that both spread alike.</summary>
    private static SeedDifference Welch(double[] first, double[] second)
    {
        if (!first.Concat(second).All(double.IsFinite))
            return new(Pairing.Unpaired, first.Length, second.Length, null, null, null);
        var (one, other) = (Variance(first) / first.Length, Variance(second) / second.Length);
        var freedom = (one + other) * (one + other) / ((one * one / (first.Length - 1)) + (other * other / (second.Length - 1)));
        return Bounded(new(Pairing.Unpaired, first.Length, second.Length, (second.Sum() / second.Length) - (first.Sum() / first.Length), null, null), one + other, freedom ?? 0);
    }

    private static SeedDifference Bounded(SeedDifference found, double? squaredError, double freedom)
    {
        if (squaredError is not > 0)
            return found;
        var half = StudentT.Quantile(0.975, freedom) * Math.Sqrt(squaredError.Value);
        return found with { Low = found.Mean - half, High = found.Mean + half };
    }

    // 0 where the values are equal but for rounding: an interval made of that would claim certainty.
    private static double? Variance(double[] values)
    {
        if (values.Length < 2)
            return null;
        var mean = values.Sum() / values.Length;
        var variance = values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1);
        return Math.Sqrt(variance) <= Ranks.Tolerance(values) ? 0 : variance;
    }
}
