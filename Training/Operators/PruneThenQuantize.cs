using static TorchSharp.torch;

namespace JointQP.Training.Operators;

/// <summary>Q(P(x)) with its straight-through gradient: what a site does once its mask, its decimal bits or both are known.</summary>
public static class PruneThenQuantize
{
    /// <summary>Prunes, then quantizes (paper: the forward pass is always Q(P(x)), whichever was introduced first).</summary>
    /// <param name="x">Any floating tensor.</param>
    /// <param name="mask">1 to keep, 0 to prune, in the type of <paramref name="x"/> and broadcast over its leading dimensions; null: no pruning.</param>
    /// <param name="grid">The values to round to; null: no quantization.</param>
    /// <returns>A new tensor of the shape of <paramref name="x"/>, or <paramref name="x"/> itself when there is nothing to do.</returns>
    /// <exception cref="ArgumentException">The mask or the grid's channels have another shape than <paramref name="x"/>.</exception>
    /// <remarks>
    /// The gradient is the incoming one, limited as <see cref="Grid.Gradient"/> says, times the mask. Zeros come out as +0.
    /// </remarks>
    public static Tensor Apply(Tensor x, Tensor? mask, Grid? grid) => Apply(x, new Operation(mask, grid, null));

    internal static Tensor Apply(Tensor x, Operation operation)
    {
        if (operation.IsIdentity)
        {
            return x;
        }

        operation.Check(x);
        using var scope = NewDisposeScope();
        var y = is_grad_enabled() && x.requires_grad ? StraightThrough.apply(x, operation) : operation.Forward(x);
        return y.MoveToOuterDisposeScope();
    }
}
