using JointQP.Training.Operators;
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
        if (mask is not null && Count(y.ne(0).logical_and(mask.eq(0))) is > 0 and var alive)
        {
            return $"{alive} pruned values are not zero.";
        }

        if (grid is null)
        {
            return null;
        }

        var integers = y * TensorKernels.PerChannel(grid, grid.Scale, y);
        var outside = integers.ne(integers.round()).logical_or(integers.lt(grid.LowestInteger)).logical_or(integers.gt(grid.HighestInteger));
        return Count(outside) is > 0 and var wild ? $"{wild} values are none that {grid.Bits} bits can hold." : null;
    }

    private static long Count(Tensor condition) => condition.sum().item<long>();
}
