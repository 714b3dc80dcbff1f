using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using JointQP.Studies.Words;

namespace JointQP.Training.Operators;

/// <summary>
/// <c>|| Q_N(x, d) - x ||^2</c> for every d of a range in one read: block by block, each d over a block while the cache holds it.
/// Summed in double and always in eight lanes, each over its values in order, so that a sum depends on the values alone and neither on
/// the processor nor on the blocks.
/// </summary>
internal static class GridErrors
{
    /// <summary>The sum of each d, from the lowest.</summary>
    public static double[] Of(Runs x, int bits, Rounding rounding, DecimalRange range, Bounds bounds) => rounding switch
    {
        Rounding.Nearest => Of<Nearest>(x, bits, range, bounds),
        Rounding.Floor => Of<Floor>(x, bits, range, bounds),
        _ => Of<Truncate>(x, bits, range, bounds),
    };

    private static double[] Of<TRound>(Runs x, int bits, DecimalRange range, Bounds bounds)
        where TRound : IRound
    {
        var (low, high) = (-MathF.ScaleB(1, bits - 1), MathF.ScaleB(1, bits - 1) - 1);
        var sums = new Vector512<double>[range.High - range.Low];
        var totals = new double[sums.Length];
        Span<float> buffer = stackalloc float[Runs.Block];
        for (var at = 0; at < x.Count; at += Runs.Block)
        {
            var block = bounds.Clip(x.BlockAt(at, buffer), buffer);
            var vectors = MemoryMarshal.Cast<float, Vector256<float>>(block);
            for (var i = 0; i < sums.Length; i++)
            {
                sums[i] = Add<TRound>(sums[i], vectors, MathF.ScaleB(1, range.Low + i), MathF.ScaleB(1, -range.Low - i), low, high);
            }

            if (at + Runs.Block >= x.Count)
            {
                var rest = block[(vectors.Length * Vector256<float>.Count)..];
                for (var i = 0; i < sums.Length; i++)
                {
                    totals[i] = Total<TRound>(sums[i], rest, MathF.ScaleB(1, range.Low + i), MathF.ScaleB(1, -range.Low - i), low, high);
                }
            }
        }

        return totals;
    }

    private static Vector512<double> Add<TRound>(
        Vector512<double> sum, ReadOnlySpan<Vector256<float>> values, float scale, float step, float low, float high)
        where TRound : IRound
    {
        var (lows, highs) = (Vector256.Create(low), Vector256.Create(high));
        foreach (var value in values)
        {
            var (lower, upper) = Vector256.Widen((Vector256.Clamp(TRound.Round(value * scale), lows, highs) * step) - value);
            var error = Vector512.Create(lower, upper);
            sum += error * error;
        }

        return sum;
    }

    // The lanes in order, then what fills no vector, in order.
    private static double Total<TRound>(Vector512<double> sum, ReadOnlySpan<float> rest, float scale, float step, float low, float high)
        where TRound : IRound
    {
        var total = 0.0;
        for (var lane = 0; lane < Vector512<double>.Count; lane++)
        {
            total += sum[lane];
        }

        foreach (var value in rest)
        {
            var error = (double)((Math.Clamp(TRound.Round(value * scale), low, high) * step) - value);
            total += error * error;
        }

        return total;
    }
}
