using System.Collections.Immutable;
using JointQP.Studies.Words;
using JointQP.Training.Compression;
using JointQP.Training.Operators;
using static TorchSharp.torch;

namespace JointQP.Training.Export;

/// <summary>A compressed network as tensors to store and a description of them.</summary>
/// <param name="Name">The task's name of it; empty for a single network, whose tensors then have their plain names.</param>
/// <param name="Tensors">
/// Every entry of the state dictionary once: integers where quantized, what is in force where only pruned, else as it is; and the masks, as
/// <c>NAME.mask</c>. On the CPU, contiguous.
/// </param>
/// <param name="Layers">A description for each layer with weights, in registration order.</param>
/// <param name="Aliases">Entries of the state dictionary that are another's tensor, as (name, stored name).</param>
internal sealed record ExportedNetwork(
    string Name,
    SortedDictionary<string, Tensor> Tensors,
    ImmutableArray<ExportedLayer> Layers,
    ImmutableArray<(string Name, string Stored)> Aliases,
    Footprint? Footprint)
{
    /// <summary>The value that integers stand for: an integer over 2^d is a value of the grid, exactly.</summary>
    /// <param name="effective">Values on <paramref name="grid"/>.</param>
    public static Tensor Integers(Tensor effective, Grid grid)
    {
        using var scope = NewDisposeScope();
        return (effective * TensorKernels.PerChannel(grid, grid.Scale, effective)).to(TypeOf(grid.Bits)).MoveToOuterDisposeScope();
    }

    /// <summary>The smallest integer type that holds N bits.</summary>
    public static ScalarType TypeOf(int bits) => bits switch
    {
        <= 8 => ScalarType.Int8,
        <= 16 => ScalarType.Int16,
        _ => ScalarType.Int32,
    };
}

/// <summary>A layer with weights.</summary>
/// <param name="Input">The network's quantized input, or what was measured of the layer's.</param>
/// <param name="InputFrom">The site whose grid the input lies on, or null.</param>
internal sealed record ExportedLayer(string Name, string Kind, ExportedSite Weight, ExportedSite? Bias, ExportedGrid? Input, string? InputFrom, ExportedSite? Output);

/// <summary>A site.</summary>
/// <param name="Tensor">The stored tensor's name; null for features, which are not stored.</param>
/// <param name="Mask">The stored mask's name, or null.</param>
/// <param name="Shape">The shape of the weight or bias; empty for features.</param>
internal sealed record ExportedSite(LayerReport Report, string? Tensor, string? Mask, ImmutableArray<long> Shape, ExportedGrid? Grid);

/// <summary>How integers become values: value = integer / 2^d, one d or one for each index along the axis.</summary>
internal sealed record ExportedGrid(int Bits, ImmutableArray<int> DecimalBits, int? Axis, Rounding Rounding)
{
    public static ExportedGrid? Of(Grid? grid) =>
        grid is null ? null : new(grid.Bits, grid.DecimalBits, grid.PerChannel ? grid.Axis : null, grid.Rounding);
}
