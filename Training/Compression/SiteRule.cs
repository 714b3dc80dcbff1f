using JointQP.Studies.Words;

namespace JointQP.Training.Compression;

/// <summary>What is to happen at one site.</summary>
/// <param name="Prune">With the site's own sparsity; null: it is not pruned.</param>
/// <param name="Quantize">With the site's own bits, up to 24 for a bias; null: it is not quantized.</param>
/// <param name="DecimalBits">What the search may choose.</param>
/// <param name="Saturation">What values are clipped to before the search; null: nothing.</param>
/// <param name="Masks">What a mask keeps or prunes as one.</param>
internal sealed record SiteRule(
    Onset? Prune,
    Onset? Quantize,
    DecimalRange DecimalBits,
    Saturation? Saturation = null,
    MaskUnit Masks = MaskUnit.Element)
{
    public SiteRule(Onset? prune, Onset? quantize)
        : this(prune, quantize, DecimalRange.All)
    {
    }
}
