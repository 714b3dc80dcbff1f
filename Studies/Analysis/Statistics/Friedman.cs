using System.Collections.Immutable;
using Orleans;

namespace JointQP.Studies.Analysis.Statistics;

/// <summary>Several orderings compared by their ranks within each seed.</summary>
/// <param name="Statistic">Friedman's chi-square (1937), corrected for ties.</param>
/// <param name="P">Its p-value by the chi-square distribution with k - 1 degrees of freedom, which errs to the safe side when seeds are few.</param>
/// <param name="MeanRanks">The mean rank of each ordering, 1 for the best.</param>
/// <param name="Concordance">Kendall's W (Kendall and Babington Smith 1939): 0 when seeds disagree altogether, 1 when all rank alike.</param>
/// <param name="CriticalDifference">Nemenyi's (1963): mean ranks further apart differ at the level asked for.</param>
/// <param name="Seeds">Seeds that have all orderings.</param>
[GenerateSerializer, Immutable, Alias("JointQP.FriedmanResult")]
public sealed record FriedmanResult(
    [property: Id(0)] double Statistic,
    [property: Id(1)] double P,
    [property: Id(2)] ImmutableArray<double> MeanRanks,
    [property: Id(3)] double Concordance,
    [property: Id(4)] double CriticalDifference,
    [property: Id(5)] int Seeds);

/// <summary>The test of Friedman (1937), as Demšar (2006) has it for comparing methods.</summary>
internal static class Friedman
{
    /// <summary>
    /// chi² = (12 / (n k (k + 1)) Σ R² - 3 n (k + 1)) / (1 - Σ(t³ - t) / (n k (k² - 1))), R the rank sums and t the sizes of ties; W = chi² / (n (k - 1));
    /// the critical difference is q(alpha, k, ∞) / sqrt 2 · sqrt(k (k + 1) / (6 n)). When all tie in every seed, chi² is 0 and p is 1.
    /// </summary>
    /// <param name="seeds">At least one row of k values, one for each ordering, all finite.</param>
    /// <param name="higherIsBetter">The metric's direction.</param>
    /// <param name="alpha">The level of the critical difference.</param>
    /// <returns>Null with fewer than 3 orderings or 2 seeds.</returns>
    public static FriedmanResult? Of(IReadOnlyList<double[]> seeds, bool higherIsBetter, double alpha)
    {
        var (n, k) = (seeds.Count, seeds.Count == 0 ? 0 : seeds[0].Length);
        if (k < 3 || n < 2)
            return null;
        var sums = new double[k];
        var tied = 0.0;
        foreach (var seed in seeds)
        {
            var ranks = Ranks.Of(higherIsBetter ? Array.ConvertAll(seed, value => -value) : seed, Ranks.Tolerance(seed), out var ties);
            tied += ties;
            for (var i = 0; i < k; i++)
                sums[i] += ranks[i];
        }

        var middle = n * (k + 1) / 2.0;
        // Around the mean rank sum: the printed form subtracts large numbers.
        var spread = 12.0 / (n * k * (k + 1.0)) * sums.Sum(sum => (sum - middle) * (sum - middle));
        var free = 1 - (tied / ((double)n * k * (((double)k * k) - 1)));
        var statistic = free <= 1e-12 ? 0 : spread / free;
        return new(
            statistic,
            ChiSquare.UpperTail(statistic, k - 1),
            [.. sums.Select(sum => sum / n)],
            statistic / (n * (k - 1)),
            StudentizedRange.Quantile(alpha, k) / Math.Sqrt(2) * Math.Sqrt(k * (k + 1) / (6.0 * n)),
            n);
    }
}
