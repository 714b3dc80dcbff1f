using System.Collections.Immutable;
using JointQP.Studies.Analysis.Layers;
using JointQP.Training.Operators;
using static TorchSharp.torch;

namespace JointQP.Training.Compression;

/// <summary>Tries a site's operators on its tensor in either order. Nothing of what is in force changes.</summary>
/// <param name="mask">Chooses the mask of the site's final sparsity by these tensors, one value for each unit; null where pruning is not settled.</param>
/// <param name="grid">Chooses the grid of the site's bits by these tensors; null where quantization is not settled.</param>
internal sealed class OrderMeasure(Func<IReadOnlyList<Tensor>, Tensor>? mask, Func<IReadOnlyList<Tensor>, Grid>? grid)
{
    /// <summary>The measures of <see cref="LayerMeasure"/>, of all tensors together; those that are finite numbers, as none is of infinite features that the grid still holds.</summary>
    /// <param name="x">A parameter, or the runs of a window of feature maps.</param>
    public ImmutableArray<(string Name, double Value)> Of(IReadOnlyList<Tensor> x) => [.. All(x).Where(value => double.IsFinite(value.Value))];

    private ImmutableArray<(string Name, double Value)> All(IReadOnlyList<Tensor> x)
    {
        using var scope = NewDisposeScope();
        var whole = Squares(x);
        var values = ImmutableArray.CreateBuilder<(string Name, double Value)>();
        var pruner = mask?.Invoke(x);
        var pruned = pruner is null ? x : Pruned(x, pruner);
        if (pruner is not null)
            values.Add((LayerMeasure.PrunedEnergy, Ratio(Squares(x, pruned), whole)));
        if (grid is null)
            return values.ToImmutable();

        var ofAll = grid(x);
        var quantized = Quantized(x, ofAll);
        values.Add((LayerMeasure.DecimalBits, ofAll.DecimalBits.Average()));
        values.Add((LayerMeasure.QuantizationError, Deviation.Relative(Squares(x, quantized), whole)));
        var zeros = quantized.Sum(q => q.numel() - Count(q));
        values.Add((LayerMeasure.Zeros, Ratio(zeros, x.Sum(one => one.numel()))));
        if (pruner is null)
            return values.ToImmutable();

        if (zeros > 0)
            values.Add((LayerMeasure.ZerosPruned, Ratio(quantized.Sum(q => Count(q.logical_not().logical_and(pruner.logical_not()))), zeros)));
        var ofKept = grid(pruned);
        var other = mask!(quantized);
        values.Add((LayerMeasure.DecimalBitsAfterPruning, ofKept.DecimalBits.Average()));
        var kept = Count(pruner);
        values.Add((LayerMeasure.MaskOverlap, kept == 0 ? 1 : Ratio(Count(pruner.logical_and(other)), kept)));
        values.Add((LayerMeasure.Commutator, Deviation.Relative(Squares(Quantized(pruned, ofKept), Pruned(quantized, other)), whole)));
        return values.ToImmutable();
    }

    // A mask of channels is spread over space by broadcasting.
    private static List<Tensor> Pruned(IReadOnlyList<Tensor> x, Tensor mask) => [.. x.Select(one => one * mask)];

    private static List<Tensor> Quantized(IReadOnlyList<Tensor> x, Grid grid) => [.. x.Select(one => PruneThenQuantize.Apply(one, null, grid))];

    private static double Squares(IReadOnlyList<Tensor> x) => x.Sum(Deviation.Squares);

    private static double Squares(IReadOnlyList<Tensor> x, IReadOnlyList<Tensor> y) => x.Zip(y, (one, other) => Deviation.Squares(one - other)).Sum();

    private static double Ratio(double part, double whole) => part == 0 ? 0 : part / whole;

    // No operation with a number: its Scalar may be collected while libtorch still reads it.
    private static long Count(Tensor x) => x.count_nonzero().item<long>();
}
