using System.Collections.Immutable;
using JointQP.Studies.Words;

namespace JointQP.Training.Compression;

/// <summary>A place in a network where operators act, or could act, and what is in force there now.</summary>
/// <param name="Name">Unique in the network: <c>conv1.weight</c>, <c>conv1.bias</c>, <c>bn1.features</c>, <c>input</c>.</param>
/// <param name="Module">The module whose parameter, input or output it is.</param>
/// <param name="Kind">What it is to that module.</param>
/// <param name="Target">Weights or features; biases count as weights, the network's input as features.</param>
/// <param name="Operators">The operators that the schedule puts there, with the site's own strengths, and onsets; empty for none.</param>
/// <param name="Elements">Elements of the parameter, or of the feature map of one sample, as last seen; 0 for features before the first forward.</param>
/// <param name="Bits">Bits of an element in force: N once quantized, else those of the float.</param>
/// <param name="DecimalBits">The decimal bits in force, one for the tensor or one for each channel; empty before.</param>
/// <param name="Pruned">How many of these elements the mask in force prunes.</param>
/// <param name="Calls">How often the module was called since the compressor was attached.</param>
public sealed record AttachedSite(
    string Name,
    string Module,
    SiteKind Kind,
    Target Target,
    ImmutableArray<Onset> Operators,
    long Elements,
    int Bits,
    ImmutableArray<int> DecimalBits,
    long Pruned,
    long Calls)
{
    /// <summary>The share of elements that the mask in force prunes, in [0, 1].</summary>
    public double Sparsity => Elements == 0 ? 0 : (double)Pruned / Elements;
}
