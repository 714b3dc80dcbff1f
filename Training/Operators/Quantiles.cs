using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using JointQP.Studies.Words;

namespace JointQP.Training.Operators;

/// <summary>
/// Quantiles in one read. The q-quantile of n values lies at rank q (n - 1) of their order, linear between two neighbours, as
/// torch.quantile has it; NaN is left out.
/// </summary>
/// <remarks>
/// Exact up to <see cref="ExactLimit"/> values. Of more, the read counts values by their sign, exponent and first nine fraction bits, and a
/// rank is placed inside its bucket by its position among the bucket's values: at most one part in 512 beside the exact value.
/// </remarks>
internal static class Quantiles
{
    /// <summary>The count of values beyond which quantiles are approximate: 2^20, of which a copy stays in a processor's cache.</summary>
    public const int ExactLimit = 1 << 20;

    private const int SortLimit = 1 << 12;
    private const int BucketBits = 18;
    private const int Within = 32 - BucketBits;

    /// <summary>The two quantiles of a saturation; no bounds where there is no value but NaN, or where clipping would leave nothing but zeros.</summary>
    public static Bounds Of(Runs x, Saturation? saturation)
    {
        if (saturation is null or { Lower: 0, Upper: 1 })
        {
            return Bounds.None;
        }

        var kept = ArrayPool<float>.Shared.Rent(x.Count <= ExactLimit ? x.Count : 0);
        var counts = ArrayPool<int>.Shared.Rent(x.Count <= SortLimit ? 0 : 1 << BucketBits);
        try
        {
            return Of(x, saturation, x.Count <= ExactLimit ? kept : [], x.Count <= SortLimit ? [] : counts);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(kept);
            ArrayPool<int>.Shared.Return(counts);
        }
    }

    private static Bounds Of(Runs x, Saturation saturation, float[] kept, int[] counts)
    {
        Array.Clear(counts);
        var count = Read(x, kept, counts);
        if (count == 0)
        {
            return Bounds.None;
        }

        Array.Sort(kept, 0, counts.Length == 0 ? count : 0);
        float At(int rank) =>
            counts.Length == 0 ? kept[rank]
            : kept.Length > 0 ? Selected(kept.AsSpan(0, count), counts, rank)
            : Estimated(counts, rank);
        Bounds bounds = new(
            saturation.Lower > 0 ? Interpolated(saturation.Lower * (count - 1), At) : float.NegativeInfinity,
            saturation.Upper < 1 ? Interpolated(saturation.Upper * (count - 1), At) : float.PositiveInfinity);
        return bounds is { Low: 0, High: 0 } ? Bounds.None : bounds;
    }

    /// <summary>Counts the values that are numbers, into buckets and into a copy where these have room; how many they are.</summary>
    private static int Read(Runs x, Span<float> kept, Span<int> counts)
    {
        var count = 0;
        Span<float> buffer = stackalloc float[Runs.Block];
        for (var at = 0; at < x.Count; at += Runs.Block)
        {
            var block = x.BlockAt(at, buffer);
            var numbers = Numbers(block, buffer);
            if (!kept.IsEmpty)
            {
                numbers.CopyTo(kept[count..]);
            }

            if (!counts.IsEmpty)
            {
                Count(MemoryMarshal.Cast<float, uint>(numbers), counts);
            }

            count += numbers.Length;
        }

        return count;
    }

    /// <summary>The values without NaN: where they lie when there is none, else in <paramref name="buffer"/>, which may be the same memory.</summary>
    private static ReadOnlySpan<float> Numbers(ReadOnlySpan<float> values, Span<float> buffer)
    {
        var vectors = MemoryMarshal.Cast<float, Vector256<float>>(values);
        var ordered = Vector256<float>.AllBitsSet;
        foreach (var vector in vectors)
        {
            ordered &= Vector256.Equals(vector, vector);
        }

        var all = ordered.ExtractMostSignificantBits() == byte.MaxValue;
        foreach (var value in values[(vectors.Length * Vector256<float>.Count)..])
        {
            all &= !float.IsNaN(value);
        }

        if (all)
        {
            return values;
        }

        var count = 0;
        foreach (var value in values)
        {
            if (!float.IsNaN(value))
            {
                buffer[count++] = value;
            }
        }

        return buffer[..count];
    }

    private static void Count(ReadOnlySpan<uint> bits, Span<int> counts)
    {
        var vectors = MemoryMarshal.Cast<uint, Vector256<uint>>(bits);
        foreach (var vector in vectors)
        {
            counts.Add((FloatOrder.Key(vector) >>> Within).AsInt32());
        }

        foreach (var value in bits[(vectors.Length * Vector256<uint>.Count)..])
        {
            counts[(int)(FloatOrder.Key(BitConverter.UInt32BitsToSingle(value)) >> Within)]++;
        }
    }

    private static float Interpolated(double rank, Func<int, float> at)
    {
        var below = (int)rank;
        var (low, part) = ((double)at(below), rank - below);
        // Between two infinities there is no line.
        return part == 0 || double.IsInfinity(low) ? (float)low : (float)(low + ((at(below + 1) - low) * part));
    }

    private static float Selected(ReadOnlySpan<float> values, int[] counts, int rank)
    {
        var (bucket, offset) = Tally.Find(counts, rank);
        var inside = new float[counts[bucket]];
        var found = 0;
        var vectors = MemoryMarshal.Cast<float, Vector256<uint>>(values);
        for (var i = 0; i < vectors.Length; i++)
        {
            var here = Vector256.Equals(FloatOrder.Key(vectors[i]) >>> Within, Vector256.Create((uint)bucket));
            for (var lanes = here.ExtractMostSignificantBits(); lanes != 0; lanes &= lanes - 1)
            {
                inside[found++] = values[(i * Vector256<uint>.Count) + BitOperations.TrailingZeroCount(lanes)];
            }
        }

        foreach (var value in values[(vectors.Length * Vector256<uint>.Count)..])
        {
            if (FloatOrder.Key(value) >> Within == bucket)
            {
                inside[found++] = value;
            }
        }

        Array.Sort(inside);
        return inside[offset];
    }

    private static float Estimated(int[] counts, int rank)
    {
        var (bucket, offset) = Tally.Find(counts, rank);
        var within = (uint)((offset + 0.5) / counts[bucket] * (1 << Within));
        // The bucket of an infinity holds NaNs beside it, which are not counted.
        var key = Math.Clamp(((uint)bucket << Within) + within, FloatOrder.Key(float.NegativeInfinity), FloatOrder.Key(float.PositiveInfinity));
        return FloatOrder.Value(key);
    }
}
