using System.Collections.Immutable;

namespace JointQP.Training.Compression;

/// <summary>What is in force at one place of a network, and what it costs.</summary>
/// <param name="Name">The site: <c>conv1.weight</c>, <c>conv1.bias</c>, <c>bn1.features</c>, <c>input</c>.</param>
/// <param name="Type">The class of the module whose parameter, input or output it is, such as <c>Conv2d</c>.</param>
/// <param name="Kind">What it is to that module.</param>
/// <param name="Elements">Elements of the parameter, or of one sample's feature maps in a forward; 0 for features before the first.</param>
/// <param name="Kept">How many of them the mask in force keeps; all without one.</param>
/// <param name="NonZero">Parameters: how many are not 0 in force, at most <paramref name="Kept"/>; null for features, whose values differ with each batch.</param>
/// <param name="Bits">Bits of an element in force: N once quantized, else those of the float.</param>
/// <param name="DecimalBits">Decimal bits in force: one, or one for each channel; empty before quantization.</param>
/// <param name="Error">
/// ||Q(P(x)) - x|| / ||x||, at least 0: of the stored parameter, or of all feature maps in the evaluation that was asked for; null if unknown.
/// </param>
/// <param name="Bytes">Bits times kept elements over 8; 0 for the input, which is not stored.</param>
/// <param name="MaskBytes">One bit for each element of the mask in force.</param>
/// <param name="IndexBytes">The smaller of that and the packed positions of the kept elements (<see cref="Footprint.IndexBytes"/>).</param>
public sealed record LayerReport(
    string Name,
    string Type,
    SiteKind Kind,
    double Elements,
    double Kept,
    long? NonZero,
    int Bits,
    ImmutableArray<int> DecimalBits,
    double? Error,
    double Bytes,
    double MaskBytes,
    double IndexBytes)
{
    /// <summary>The share of elements that the mask in force prunes, in [0, 1].</summary>
    public double Sparsity => Elements > 0 ? 1 - (Kept / Elements) : 0;
}
