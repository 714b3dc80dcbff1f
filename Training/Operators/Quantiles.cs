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

        var kept = x.Count <= ExactLimit ? new float[x.Count] : [];
        var counts = x.Count <= SortLimit ? [] : new int[1 << BucketBits];
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
            foreach (var value in x.BlockAt(at, buffer))
            {
                if (float.IsNaN(value))
                {
                    continue;
                }

                if (!kept.IsEmpty)
                {
                    kept[count] = value;
                }

                if (!counts.IsEmpty)
                {
                    counts[(int)(FloatOrder.Key(value) >> Within)]++;
                }

                count++;
            }
        }

        return count;
    }

    private static float Interpolated(double rank, Func<int, float> at)
    {
        var below = (int)rank;
        var (low, part) = ((double)at(below), rank - below);
        return part == 0 ? (float)low : (float)(low + ((at(below + 1) - low) * part));
    }

    private static float Selected(ReadOnlySpan<float> values, int[] counts, int rank)
    {
        var (bucket, offset) = Find(counts, rank);
        var inside = new float[counts[bucket]];
        var found = 0;
        foreach (var value in values)
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
        var (bucket, offset) = Find(counts, rank);
        var within = (uint)((offset + 0.5) / counts[bucket] * (1 << Within));
        // The bucket of an infinity holds NaNs beside it, which are not counted.
        return Math.Clamp(FloatOrder.Value(((uint)bucket << Within) + within), float.NegativeInfinity, float.PositiveInfinity);
    }

    private static (int Bucket, int Offset) Find(int[] counts, int rank)
    {
        var bucket = 0;
        for (; rank >= counts[bucket]; bucket++)
        {
            rank -= counts[bucket];
        }

        return (bucket, rank);
    }
}
