using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using JointQP.Studies.Words;

namespace JointQP.Training.Operators;

/// <summary>
/// An upper limit of the error sum of one d: the finest that clips no value, so that none is further off than its rounding allows. What is above it
/// cannot be the least sum.
/// </summary>
/// <param name="Index">The d, counted from the lowest of the range.</param>
/// <param name="PerValue">The greatest square error of a value.</param>
internal readonly record struct ErrorLimit(int Index, double PerValue)
{
    // More than what float32 differences and double sums can round away: below 2^-20 of up to 2^31 values.
    private const double Slack = 1 + 1e-5;

    /// <summary>What the sum is at most in the end.</summary>
    /// <param name="sum">The sum so far.</param>
    /// <param name="left">The values that are still to come.</param>
    public double Final(double sum, int left) => (sum + (left * PerValue)) * Slack;

    /// <summary>Null where every d of the range clips some value, where one is no number, and where only one side is bounded.</summary>
    public static ErrorLimit? Of(Runs x, int bits, Rounding rounding, DecimalRange range, Bounds bounds)
    {
        var magnitude = bounds == Bounds.None ? Greatest(x) : Math.Max(MathF.Abs(bounds.Low), MathF.Abs(bounds.High));
        for (var d = range.High - 1; d >= range.Low; d--)
        {
            // False for NaN.
            if (magnitude <= MathF.ScaleB(MathF.ScaleB(1, bits - 1) - 1, -d))
            {
                var error = Math.ScaleB(rounding == Rounding.Nearest ? 0.5 : 1, -d);
                return new(d - range.Low, error * error);
            }
        }

        return null;
    }

    // By the bits without the sign, in whose order NaN is above infinity.
    private static float Greatest(Runs x)
    {
        var most = Vector256<int>.Zero;
        Span<float> buffer = stackalloc float[Runs.Block];
        for (var at = 0; at < x.Count; at += Runs.Block)
        {
            var block = MemoryMarshal.Cast<float, int>(x.BlockAt(at, buffer));
            foreach (var vector in MemoryMarshal.Cast<int, Vector256<int>>(block))
            {
                most = Vector256.Max(most, vector & Vector256.Create(int.MaxValue));
            }

            foreach (var rest in block[(block.Length / Vector256<int>.Count * Vector256<int>.Count)..])
            {
                most = Vector256.Max(most, Vector256.Create(rest & int.MaxValue));
            }
        }

        var greatest = 0;
        for (var lane = 0; lane < Vector256<int>.Count; lane++)
        {
            greatest = Math.Max(greatest, most[lane]);
        }

        return BitConverter.Int32BitsToSingle(greatest);
    }
}
