using System.Diagnostics.CodeAnalysis;

namespace JointQP.Studies.Analysis.Layers;

/// <summary>
/// What a trial measures at a place of its network in each step in which one of the place's operators settles, on the tensor x that they act
/// on there: a weight as it is stored, or a window of feature maps. P and Q are chosen anew from this x, in either order, and change nothing.
/// </summary>
/// <remarks>
/// With N bits and the sparsity s of the place, Q(P(x)): the mask by |x|, then decimal bits by what is left. P(Q(x)): decimal bits by x, then the
/// mask by |Q(x)|, ties by lowest index.
/// </remarks>
public static class LayerMeasure
{
    /// <summary>||Q(P(x)) - P(Q(x))|| / ||x||, at least 0: how far the two orders are apart on one and the same tensor.</summary>
    public const string Commutator = "commutator";

    /// <summary>Of what the mask of one order keeps, the share that the other's keeps too, in [0, 1]; 1 where nothing is kept.</summary>
    public const string MaskOverlap = "mask-overlap";

    /// <summary>Decimal bits that Q chooses after P, in [0, 20): the mean over channels where each has its own.</summary>
    public const string DecimalBitsAfterPruning = "decimal-bits-pruned";

    /// <summary>Decimal bits that Q chooses for x itself.</summary>
    public const string DecimalBits = "decimal-bits";

    /// <summary>||Q(x) - x|| / ||x||: what quantization alone takes away.</summary>
    public const string QuantizationError = "quantization-error";

    /// <summary>||x - P(x)||^2 / ||x||^2, in [0, 1]: what pruning alone takes away.</summary>
    public const string PrunedEnergy = "pruned-energy";

    /// <summary>The share of elements that Q makes zeros of, in [0, 1].</summary>
    public const string Zeros = "quantized-zeros";

    /// <summary>Of those zeros, the share that P prunes, in [0, 1]; not there where Q makes none.</summary>
    public const string ZerosPruned = "zeros-pruned";

    /// <summary>All of them, in the order in which tables show them.</summary>
    public static IReadOnlyList<string> All { get; } =
        [Commutator, MaskOverlap, DecimalBits, DecimalBitsAfterPruning, QuantizationError, PrunedEnergy, Zeros, ZerosPruned];

    private const string Prefix = "sites/";

    /// <summary>The metric that holds a measure: <c>sites/conv1.weight/commutator</c>.</summary>
    /// <param name="site">The place's name.</param>
    /// <param name="measure">One of <see cref="All"/>.</param>
    public static string MetricOf(string site, string measure) => $"{Prefix}{site}/{measure}";

    /// <summary>The place and the measure that a metric holds; false where it holds another thing.</summary>
    public static bool TryParse(string metric, [NotNullWhen(true)] out string? site, [NotNullWhen(true)] out string? measure)
    {
        (site, measure) = (null, null);
        if (!metric.StartsWith(Prefix, StringComparison.Ordinal) || metric.LastIndexOf('/') is var end && end <= Prefix.Length)
            return false;
        (site, measure) = (metric[Prefix.Length..end], metric[(end + 1)..]);
        return true;
    }
}
