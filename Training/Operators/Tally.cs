using System.Runtime.Intrinsics;

namespace JointQP.Training.Operators;

/// <summary>Counts of buckets.</summary>
internal static class Tally
{
    /// <summary>Counts eight at once. Written out: with constant indices the lanes stay in registers.</summary>
    public static void Add(this Span<int> counts, Vector256<int> buckets)
    {
        counts[buckets[0]]++;
        counts[buckets[1]]++;
        counts[buckets[2]]++;
        counts[buckets[3]]++;
        counts[buckets[4]]++;
        counts[buckets[5]]++;
        counts[buckets[6]]++;
        counts[buckets[7]]++;
    }

    /// <summary>The bucket of the value at a rank, and its rank among the bucket's values.</summary>
    public static (int Bucket, int Rank) Find(ReadOnlySpan<int> counts, int rank)
    {
        var bucket = 0;
        for (; rank >= counts[bucket]; bucket++)
        {
            rank -= counts[bucket];
        }

        return (bucket, rank);
    }
}
