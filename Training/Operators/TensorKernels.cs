using JointQP.Studies.Words;
using TorchSharp;
using static TorchSharp.torch;

namespace JointQP.Training.Operators;

/// <summary>The operators in plain tensor operations: any device, type and memory layout. <see cref="FusedKernels"/> equals it bit for bit.</summary>
internal static class TensorKernels
{
    public static Tensor Forward(Tensor x, Tensor? mask, Grid? grid)
    {
        using var scope = NewDisposeScope();
        var kept = mask is null ? x : x * mask;
        return (grid is null ? kept : Quantize(kept, grid)).MoveToOuterDisposeScope();
    }

    public static Tensor Backward(Tensor gradient, Tensor? x, Tensor? mask, Grid? grid)
    {
        using var scope = NewDisposeScope();
        var limited = grid?.Gradient switch
        {
            GradientMode.Clip => clamp(gradient, PerChannel(grid, grid.Lowest, gradient), PerChannel(grid, grid.Highest, gradient)),
            GradientMode.Mask => where(
                x!.ge(PerChannel(grid, grid.Lowest, gradient)).logical_and(x.le(PerChannel(grid, grid.Highest, gradient))),
                gradient,
                zeros_like(gradient)),
            _ => gradient.alias(),
        };
        return (mask is null ? limited : limited * mask).MoveToOuterDisposeScope();
    }

    /// <summary>A factor of the grid as a tensor that broadcasts over <paramref name="like"/>: one element, or one for each channel.</summary>
    public static Tensor PerChannel(Grid grid, Func<int, float> factor, Tensor like)
    {
        var values = new float[grid.DecimalBits.Length];
        for (var channel = 0; channel < values.Length; channel++)
        {
            values[channel] = factor(channel);
        }

        var shape = new long[grid.PerChannel ? like.dim() : 0];
        Array.Fill(shape, 1);
        if (grid.PerChannel)
        {
            shape[grid.Axis] = values.Length;
        }

        return tensor(values, shape, dtype: like.dtype, device: like.device);
    }

    private static Tensor Quantize(Tensor x, Grid grid)
    {
        var scaled = x * PerChannel(grid, grid.Scale, x);
        var rounded = grid.Rounding switch
        {
            Rounding.Nearest => scaled.round(),
            Rounding.Floor => scaled.floor(),
            _ => scaled.trunc(),
        };
        // Held to the end, the factor of the addition too: of a number that is given as one, TorchSharp lets the Scalar be collected while libtorch still reads it.
        using Scalar lowest = grid.LowestInteger, highest = grid.HighestInteger, zero = 0.0f, once = 1;
        // Adding +0 turns -0 into the +0 that an integer would give.
        return rounded.clamp(lowest, highest).add(zero, once) * PerChannel(grid, grid.Step, x);
    }
}
