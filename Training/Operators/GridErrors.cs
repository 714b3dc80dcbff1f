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
    public static double[] Of(Runs x, int bits, Rounding rounding, DecimalRange range, Bounds bounds) =>
        Of(x, bits, rounding, range, bounds, null);

    /// <summary>The sums that may be the least, to the bit; infinity for those given up as soon as they certainly are greater than another.</summary>
    /// <remarks>Reads once more, for the greatest magnitude, unless the bounds tell it.</remarks>
    public static double[] Least(Runs x, int bits, Rounding rounding, DecimalRange range, Bounds bounds) =>
        Of(x, bits, rounding, range, bounds, x.Count > 2 * Runs.Block ? ErrorLimit.Of(x, bits, rounding, range, bounds) : null);

    private static double[] Of(Runs x, int bits, Rounding rounding, DecimalRange range, Bounds bounds, ErrorLimit? limit) => rounding switch
    {
        Rounding.Nearest => Of<Nearest>(x, bits, range, bounds, limit),
        Rounding.Floor => Of<Floor>(x, bits, range, bounds, limit),
        _ => Of<Truncate>(x, bits, range, bounds, limit),
    };

    private static double[] Of<TRound>(Runs x, int bits, DecimalRange range, Bounds bounds, ErrorLimit? limit)
        where TRound : IRound
    {
        var (low, high) = (-MathF.ScaleB(1, bits - 1), MathF.ScaleB(1, bits - 1) - 1);
        var sums = new Vector512<double>[range.High - range.Low];
        var totals = new double[sums.Length];
        Span<int> alive = [.. Enumerable.Range(0, sums.Length)];
        Array.Fill(totals, double.PositiveInfinity);
        Span<float> buffer = stackalloc float[Runs.Block];
        for (var at = 0; at < x.Count; at += Runs.Block)
        {
            var block = bounds.Clip(x.BlockAt(at, buffer), buffer);
            var vectors = MemoryMarshal.Cast<float, Vector256<float>>(block);
            foreach (var i in alive)
            {
                sums[i] = Add<TRound>(sums[i], vectors, MathF.ScaleB(1, range.Low + i), MathF.ScaleB(1, -range.Low - i), low, high);
            }

            var left = x.Count - at - block.Length;
            if (left == 0)
            {
                var rest = block[(vectors.Length * Vector256<float>.Count)..];
                foreach (var i in alive)
                {
                    totals[i] = Total<TRound>(sums[i], rest, MathF.ScaleB(1, range.Low + i), MathF.ScaleB(1, -range.Low - i), low, high);
                }
            }
            else if (limit is { } least)
            {
                // Sums only grow, by rounded additions too, so what is above the limit stays above the sum that the limit is for.
                var most = least.Final(Total(sums[least.Index]), left);
                var kept = 0;
                foreach (var i in alive)
                {
                    alive[kept] = i;
                    kept += Total(sums[i]) > most ? 0 : 1;
                }

                alive = alive[..kept];
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
        var total = Total(sum);
        foreach (var value in rest)
        {
            var error = (double)((Math.Clamp(TRound.Round(value * scale), low, high) * step) - value);
            total += error * error;
        }

        return total;
    }

    private static double Total(Vector512<double> sum)
    {
        var total = 0.0;
        for (var lane = 0; lane < Vector512<double>.Count; lane++)
        {
            total += sum[lane];
        }

        return total;
    }
}
