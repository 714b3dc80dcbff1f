using Orleans;

namespace JointQP.Studies.Analysis.Statistics;

/// <summary>Standardized effects of several experiments, pooled.</summary>
/// <param name="Experiments">How many.</param>
/// <param name="Effect">The mean effect over experiments like these, in standard deviations of a seed's difference (Hedges' g_z).</param>
/// <param name="Low">Lower end of its 95 % interval; null with fewer than 2 experiments or without any spread.</param>
/// <param name="High">Upper end.</param>
/// <param name="P">Two-sided p-value of no effect; null with the interval.</param>
/// <param name="Between">The variance of true effects between experiments, tau².</param>
/// <param name="Heterogeneity">Cochran's Q (1954).</param>
/// <param name="Error">The standard error of <paramref name="Effect"/>, with one degree of freedom fewer than experiments; null with the interval.</param>
[GenerateSerializer, Immutable, Alias("JointQP.PooledEffect")]
public sealed record PooledEffect(
    [property: Id(0)] int Experiments,
    [property: Id(1)] double Effect,
    [property: Id(2)] double? Low,
    [property: Id(3)] double? High,
    [property: Id(4)] double? P,
    [property: Id(5)] double Between,
    [property: Id(6)] double Heterogeneity,
    [property: Id(7)] double? Error);

/// <summary>How two groups of experiments differ in their pooled effects.</summary>
/// <param name="Difference">First minus second.</param>
/// <param name="Low">Lower end of its 95 % interval.</param>
/// <param name="High">Upper end.</param>
/// <param name="P">Two-sided p-value of no difference.</param>
[GenerateSerializer, Immutable, Alias("JointQP.GroupDifference")]
public sealed record GroupDifference([property: Id(0)] double Difference, [property: Id(1)] double Low, [property: Id(2)] double High, [property: Id(3)] double P);

/// <summary>Meta-analysis with random effects. Only standardized effects belong in here: raw units of different metrics have no mean.</summary>
internal static class RandomEffects
{
    private const double Level = 0.975;

    /// <summary>
    /// tau² by DerSimonian and Laird (1986), max(0, (Q - (k - 1)) / (Σw - Σw² / Σw)) with w = 1 / v; the mean with weights 1 / (v + tau²); its variance
    /// Σ w* (y - mean)² / ((k - 1) Σw*) and an interval by t with k - 1 degrees of freedom (Hartung and Knapp 2001).
    /// </summary>
    /// <param name="effects">One for each experiment; null when there is none.</param>
    /// <param name="variances">Above 0.</param>
    public static PooledEffect? Of(ReadOnlySpan<double> effects, ReadOnlySpan<double> variances)
    {
        var k = effects.Length;
        if (k == 0)
            return null;
        var (fixedMean, weight, squares, q) = Pool(effects, variances, 0);
        var between = k < 2 ? 0 : Math.Max(0, (q - (k - 1)) / (weight - (squares / weight)));
        var (mean, total, _, spread) = between > 0 ? Pool(effects, variances, between) : (fixedMean, weight, squares, q);
        var variance = k < 2 ? double.NaN : spread / (k - 1) / total;
        if (!(variance > 0))
            return new(k, mean, null, null, null, between, q, null);
        var error = Math.Sqrt(variance);
        var half = StudentT.Quantile(Level, k - 1) * error;
        return new(k, mean, mean - half, mean + half, StudentT.TwoSided(mean / error, k - 1), between, q, error);
    }

    /// <summary>
    /// The difference of two pooled effects, its variance the sum of theirs, with the degrees of freedom of the smaller group. Welch's (1947) are more, and
    /// nearly those of the larger group whenever two experiments happen to lie close together: with 2 against 20 that finds 11 % where nothing differs. Null when one has no interval.
    /// </summary>
    public static GroupDifference? Compare(PooledEffect? one, PooledEffect? other)
    {
        if (one?.Error is not { } first || other?.Error is not { } second)
            return null;
        var free = Math.Min(one.Experiments, other.Experiments) - 1;
        var (difference, error) = (one.Effect - other.Effect, Math.Sqrt((first * first) + (second * second)));
        var half = StudentT.Quantile(Level, free) * error;
        return new(difference, difference - half, difference + half, StudentT.TwoSided(difference / error, free));
    }

    private static (double Mean, double Weight, double Squares, double Spread) Pool(ReadOnlySpan<double> effects, ReadOnlySpan<double> variances, double between)
    {
        var (sum, weight, squares) = (0.0, 0.0, 0.0);
        for (var i = 0; i < effects.Length; i++)
        {
            var w = 1 / (variances[i] + between);
            (sum, weight, squares) = (sum + (w * effects[i]), weight + w, squares + (w * w));
        }

        var (mean, spread) = (sum / weight, 0.0);
        for (var i = 0; i < effects.Length; i++)
            spread += (effects[i] - mean) * (effects[i] - mean) / (variances[i] + between);
        return (mean, weight, squares, spread);
    }
}
