using CsCheck;
using JointQP.Studies.Words;
using JointQP.Tests.Training.Native;
using JointQP.Training.Operators;
using TorchSharp;
using static TorchSharp.torch;

namespace JointQP.Tests.Training.Operators;

public sealed class MaskAndSearchTests
{
    [Fact]
    public void Of_AnySaliency_PrunesExactlyTheLeastAndTiesByLowestIndex() =>
        Gen.Select(Gen.Int[0, 6].Array[1, 60], Gen.Double[0, 1]).Sample((levels, sparsity) =>
        {
            using var scope = NewDisposeScope();
            var mask = MagnitudeMask.Of(tensor([.. levels.Select(l => l / 4f)]), sparsity).Floats();

            var pruned = (int)Math.Floor((sparsity * levels.Length) + 1e-6);
            // LINQ's sort is stable, an independent statement of the rule.
            var expected = Enumerable.Range(0, levels.Length).OrderBy(i => levels[i]).Take(pruned).ToHashSet();
            Assert.All(mask.Index(), m => Assert.Equal(expected.Contains(m.Index) ? 0 : 1, m.Item));
        });

    [Theory]
    [InlineData(0.3, 10, 3)]
    [InlineData(0.7, 10, 7)]
    [InlineData(0.5, 9, 4)]
    [InlineData(0.9999, 1, 0)]
    [InlineData(0.29, 100, 29)]
    [InlineData(0.57, 100, 57)]
    public void Pruned_SparsityThatBinaryCannotHold_IsNotOneShort(double sparsity, long elements, long expected) =>
        Assert.Equal(expected, MagnitudeMask.Pruned(sparsity, elements));

    [Theory]
    [InlineData(-0.5)]
    [InlineData(1.5)]
    public void Of_SparsityThatIsNone_Refused(double sparsity)
    {
        using var scope = NewDisposeScope();
        Assert.Throws<ArgumentOutOfRangeException>(() => MagnitudeMask.Of(ones(4), sparsity));
    }

    [Fact]
    public void Of_NegativeZeroAndNaN_OrderAsZeroAndGreatest()
    {
        using var scope = NewDisposeScope();
        Assert.Equal([1f, 0, 0, 1], MagnitudeMask.Of(tensor(new[] { float.NaN, 0f, -0f, 1f }), 0.5).Floats());
    }

    [Fact]
    public void ForTensor_ExactAtSeveralDecimalBits_TakesTheSmallest()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(2, DecimalBitsSearch.ForTensor(tensor(new[] { 0.25f, -1.75f, 3f }), 8, Rounding.Nearest));
        Assert.Equal(0, DecimalBitsSearch.ForTensor(zeros(5), 8, Rounding.Nearest));
    }

    [Fact]
    public void ForTensor_AnyValues_HasTheLeastError() =>
        Gen.Select(Tensors.Value.Array[1, 40], Gen.Int[2, 12], Gen.Enum<Rounding>()).Sample((values, bits, rounding) =>
        {
            using var scope = NewDisposeScope();
            var x = tensor(values);
            var found = DecimalBitsSearch.ForTensor(x, bits, rounding);
            double Error(int d) => PruneThenQuantize.Apply(x, null, new(bits, [d], rounding)).Floats().Zip(values, (y, v) => (double)(y - v)).Sum(e => e * e);

            for (var d = 0; d < DecimalBitsSearch.Limit; d++)
            {
                // Sums in another order differ in the last bits only.
                Assert.True(Error(found) <= Error(d) * (1 + 1e-12), $"{d} has a smaller error than {found}");
            }
        });

    [Fact]
    public void ForChannels_ChannelOfZeros_TakesTheTensors()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { 0f, 0, 0.0625f, 0.5f, 16f, 24.5f }, [3, 2]);

        var found = DecimalBitsSearch.ForChannels(x, 0, 8, Rounding.Nearest);

        Assert.Equal(DecimalBitsSearch.ForTensor(x, 8, Rounding.Nearest), found[0]);
        Assert.Equal([1, 4, 1], found);
        Assert.Equal(found, DecimalBitsSearch.ForChannels(x.t(), 1, 8, Rounding.Nearest));
    }

    [Fact]
    public void Samples_BatchesOfAnySize_AreTheLastOfTheFirstThatFit() =>
        Gen.Select(Gen.Int[1, 9].Array[1, 8], Gen.Int[1, 12]).Sample((batches, capacity) =>
        {
            using var scope = NewDisposeScope();
            using SampleWindow window = new(capacity);
            List<float> expected = [];
            var next = 0;
            foreach (var batch in batches)
            {
                expected.AddRange(Enumerable.Range(next, Math.Min(batch, capacity)).Select(i => (float)i));
                window.Add(tensor([.. Enumerable.Range(next, batch).Select(i => (float)i)], [batch, 1]));
                next += batch;
            }

            Assert.Equal(expected.TakeLast(capacity), Assert.Single(window.Runs()).Floats());
        });

    [Fact]
    public void Add_MoreBatchesThanTheWindowReaches_KeepsNoMore()
    {
        using SampleWindow window = new(5);
        using var batch = ones(2, 3);
        var live = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (var i = 0; i < 20; i++)
        {
            window.Add(batch);
        }

        Assert.Equal(3, DisposeScopeManager.Statistics.ThreadTotalLiveCount - live);
    }

    [Fact]
    public void Runs_MapsOfSeveralSizes_AreTheLastSamplesInTheirOrder()
    {
        using var scope = NewDisposeScope();
        using SampleWindow window = new(5);
        foreach (var (samples, size) in new[] { (3, 2), (2, 2), (1, 4), (2, 2) })
        {
            window.Add(full(samples, size, Held.Of(samples + size)));
        }

        Assert.Equal(["2x2", "1x4", "2x2"], window.Runs().Select(run => string.Join('x', run.shape)));
        Assert.Equal([4f, 4, 4, 4, 5, 5, 5, 5, 4, 4, 4, 4], window.Runs().SelectMany(run => run.Floats()));
        window.Clear();
        Assert.Empty(window.Runs());
    }
}
