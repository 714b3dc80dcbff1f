using System.Runtime.InteropServices;
using CsCheck;
using JointQP.Training.Operators;

namespace JointQP.Tests.Training.Operators;

public sealed class LeastMagnitudesTests
{
    private static readonly float[] Odd =
        [0, -0f, 1, -1, float.Epsilon, float.MaxValue, float.PositiveInfinity, float.NegativeInfinity, float.NaN, -float.NaN];

    // Bits of any float; of neighbours, which differ in their lower bits alone; and values of which many are equal.
    private static readonly Gen<float> Any = Gen.OneOf(
        Gen.UInt.Select(BitConverter.UInt32BitsToSingle),
        Gen.Int[0, 40_000].Select(more => BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(1.5f) + more)),
        Gen.Int[0, Odd.Length - 1].Select(i => Odd[i]));

    // Lengths around a vector, and enough for many in one bucket.
    private static readonly Gen<float[]> Values = Gen.OneOf(
        Any.Array[1, 70], Any.Array[1000, 1100], Gen.Int[0, 5].Select(i => i / 4f).Array[1, 200], Gen.Bool.Select(negative => negative ? -0f : 0f).Array[1, 70]);

    [Fact]
    public void Prune_AnyValues_AsAStableSortOfTheirMagnitudes() =>
        Gen.Select(Values, Gen.Double[0, 1]).Sample((values, part) =>
        {
            var count = (int)Math.Round(part * values.Length);
            var mask = new float[values.Length];
            LeastMagnitudes.Prune(values, count, mask);

            // LINQ's sort is stable.
            var expected = Enumerable.Repeat(1f, values.Length).ToArray();
            foreach (var index in Enumerable.Range(0, values.Length).OrderBy(i => BitConverter.SingleToUInt32Bits(values[i]) & 0x7FFF_FFFF).Take(count))
            {
                expected[index] = 0;
            }

            Assert.Equal(expected, mask);
        });

    [Fact]
    public void Prune_ManyValues_AllocatesNothing()
    {
        var values = new float[1 << 16];
        new Random(3).NextBytes(MemoryMarshal.AsBytes(values.AsSpan()));
        var mask = new float[values.Length];
        LeastMagnitudes.Prune(values, 1000, mask);

        var before = GC.GetAllocatedBytesForCurrentThread();
        LeastMagnitudes.Prune(values, 40_000, mask);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1024);
    }
}
