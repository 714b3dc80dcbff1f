using JointQP.Training.Operators;
using TorchSharp;
using static TorchSharp.torch;

namespace JointQP.Training.Compression;

/// <summary>Looks at the values a site gave out, not at the state they came from.</summary>
internal static class SiteMeasure
{
    /// <summary>What is wrong with <paramref name="y"/>, or null: values off the grid, or pruned elements that are not zero.</summary>
    public static string? Fault(Tensor y, Tensor? mask, Grid? grid)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        if (mask is not null && Count(y.logical_and(mask.logical_not())) is > 0 and var alive)
        {
            return $"{alive} pruned values are not zero.";
        }

        if (grid is null)
        {
            return null;
        }

        var integers = y * TensorKernels.PerChannel(grid, grid.Scale, y);
        // Held to the end: of a number that is given as one, TorchSharp lets the Scalar be collected while libtorch still reads it.
        using Scalar lowest = grid.LowestInteger, highest = grid.HighestInteger;
        var outside = integers.ne(integers.round()).logical_or(integers.lt(lowest)).logical_or(integers.gt(highest));
        return Count(outside) is > 0 and var wild ? $"{wild} values are none that {grid.Bits} bits can hold." : null;
    }

    private static long Count(Tensor condition) => condition.sum().item<long>();
}
