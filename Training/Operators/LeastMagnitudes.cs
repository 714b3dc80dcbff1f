using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace JointQP.Training.Operators;

/// <summary>
/// The least of many magnitudes without sorting them: two reads count the upper and then the lower bits, until the greatest of the least is known
/// to the bit; a third writes the mask.
/// </summary>
/// <remarks>The sign counts for nothing, and NaN is above infinity: without their sign, the bits of floats are integers in the same order.</remarks>
internal static class LeastMagnitudes
{
    private const int Magnitude = 0x7FFF_FFFF;
    private const int LowBits = 15;
    private const int Buckets = 1 << 16;

    /// <summary>Writes 0 for the <paramref name="count"/> least of <paramref name="values"/>, those of lowest index among equals, and 1 for the others.</summary>
    /// <param name="values">Of any sign.</param>
    /// <param name="count">From 0 to the length of <paramref name="values"/>.</param>
    /// <param name="mask">As long as <paramref name="values"/>.</param>
    public static void Prune(ReadOnlySpan<float> values, int count, Span<float> mask)
    {
        if (count == 0 || count == values.Length)
        {
            mask.Fill(count == 0 ? 1 : 0);
            return;
        }

        var bits = MemoryMarshal.Cast<float, int>(values);
        var counts = ArrayPool<int>.Shared.Rent(Buckets);
        var upper = counts.AsSpan(0, Buckets);
        CountUpper(bits, upper);
        var (bucket, rank) = Tally.Find(upper, count - 1);
        var lower = counts.AsSpan(0, 1 << LowBits);
        CountLower(bits, bucket, lower);
        (var low, rank) = Tally.Find(lower, rank);
        ArrayPool<int>.Shared.Return(counts);
        Write(bits, (bucket << LowBits) | low, rank + 1, mask);
    }

    private static void CountUpper(ReadOnlySpan<int> bits, Span<int> counts)
    {
        counts.Clear();
        var vectors = MemoryMarshal.Cast<int, Vector256<int>>(bits);
        foreach (var vector in vectors)
        {
            counts.Add((vector & Vector256.Create(Magnitude)) >>> LowBits);
        }

        foreach (var value in bits[(vectors.Length * Vector256<int>.Count)..])
        {
            counts[(value & Magnitude) >>> LowBits]++;
        }
    }

    private static void CountLower(ReadOnlySpan<int> bits, int bucket, Span<int> counts)
    {
        counts.Clear();
        var vectors = MemoryMarshal.Cast<int, Vector256<int>>(bits);
        for (var i = 0; i < vectors.Length; i++)
        {
            var inside = Vector256.Equals((vectors[i] & Vector256.Create(Magnitude)) >>> LowBits, Vector256.Create(bucket));
            for (var lanes = inside.ExtractMostSignificantBits(); lanes != 0; lanes &= lanes - 1)
            {
                counts[bits[(i * Vector256<int>.Count) + BitOperations.TrailingZeroCount(lanes)] & ((1 << LowBits) - 1)]++;
            }
        }

        foreach (var value in bits[(vectors.Length * Vector256<int>.Count)..])
        {
            if ((value & Magnitude) >>> LowBits == bucket)
            {
                counts[value & ((1 << LowBits) - 1)]++;
            }
        }
    }

    /// <summary>0 below the threshold and for the first <paramref name="ties"/> at it.</summary>
    private static void Write(ReadOnlySpan<int> bits, int threshold, int ties, Span<float> mask)
    {
        var vectors = MemoryMarshal.Cast<int, Vector256<int>>(bits);
        var masks = MemoryMarshal.Cast<float, Vector256<float>>(mask);
        for (var i = 0; i < vectors.Length; i++)
        {
            var magnitudes = vectors[i] & Vector256.Create(Magnitude);
            var below = Vector256.LessThan(magnitudes, Vector256.Create(threshold));
            var equal = Vector256.Equals(magnitudes, Vector256.Create(threshold));
            var tied = BitOperations.PopCount(equal.ExtractMostSignificantBits());
            if (tied > ties)
            {
                equal = First(equal, ties);
                tied = ties;
            }

            ties -= tied;
            masks[i] = Vector256.AndNot(Vector256<float>.One, (below | equal).AsSingle());
        }

        for (var i = vectors.Length * Vector256<int>.Count; i < bits.Length; i++)
        {
            var magnitude = bits[i] & Magnitude;
            var pruned = magnitude < threshold || (magnitude == threshold && ties-- > 0);
            mask[i] = pruned ? 0 : 1;
        }
    }

    /// <summary>The first <paramref name="count"/> set lanes alone.</summary>
    private static Vector256<int> First(Vector256<int> lanes, int count)
    {
        for (var lane = 0; lane < Vector256<int>.Count; lane++)
        {
            if (lanes[lane] != 0 && count-- <= 0)
            {
                lanes = lanes.WithElement(lane, 0);
            }
        }

        return lanes;
    }
}
