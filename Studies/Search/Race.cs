using System.Collections.Immutable;
using JointQP.Studies.Analysis;

namespace JointQP.Studies.Search;

/// <summary>Drops what is worse beyond doubt (racing: Maron and Moore 1994; with seeds as blocks: Birattari et al. 2002).</summary>
internal static class Race
{
    /// <summary>How often one that is not worse may be dropped when all are compared once.</summary>
    private const double Error = 0.05;

    /// <summary>
    /// The rows that are left. A row is dropped when it is worse than the best by more than the least significant difference of paired means,
    /// t(1 - 0.05 / (k - 1), (k - 1)(n - 1)) sqrt(2 s^2 / n): k rows over the same n seeds, s^2 the variance that is left when each row and each seed
    /// has its mean taken away, and the error shared out over the k - 1 comparisons (Bonferroni).
    /// </summary>
    /// <param name="rows">A value for each seed, higher better; all of the same length.</param>
    /// <returns>The positions of those left in ascending order, and the difference beyond which a row was dropped; infinite when nothing can be told.</returns>
    public static (ImmutableArray<int> Left, double Beyond) Left(IReadOnlyList<double[]> rows)
    {
        var (k, n) = (rows.Count, rows.Count == 0 ? 0 : rows[0].Length);
        ImmutableArray<int> all = [.. Enumerable.Range(0, k)];
        if (k < 2 || n < 2)
            return (all, double.PositiveInfinity);
        var means = rows.Select(row => row.Average()).ToList();
        var seeds = Enumerable.Range(0, n).Select(seed => rows.Average(row => row[seed])).ToList();
        var grand = means.Average();
        var squares = rows.Index().Sum(row => row.Item.Index().Sum(one => Square(one.Item - means[row.Index] - seeds[one.Index] + grand)));
        var free = (k - 1) * (n - 1);
        var beyond = StudentT.Quantile(1 - (Error / (k - 1)), free) * Math.Sqrt(2 * squares / free / n);
        var best = means.Max();
        return ([.. all.Where(row => best - means[row] <= beyond)], beyond);
    }

    private static double Square(double value) => value * value;
}
