using CsCheck;
using JointQP.Training.Randomness;

namespace JointQP.Tests.Training.Randomness;

public sealed class SeededRandomTests
{
    [Fact]
    public void Permute_SameSeedAndIndex_SameOrderForEver()
    {
        // Pinned: a change here changes every result that was ever computed.
        Assert.Equal(Order(1, 0, 10), Order(1, 0, 10));
        Assert.Equal([8, 0, 6, 7, 9, 3, 2, 5, 1, 4], Order(1, 0, 10));
        Assert.NotEqual(Order(1, 0, 100), Order(1, 1, 100));
        Assert.NotEqual(Order(1, 0, 100), Order(2, 0, 100));
    }

    [Fact]
    public void Permute_AnyLength_HoldsEachIndexOnce() =>
        Gen.Select(Gen.Int[0, 500], Gen.Long).Sample((n, seed) => Assert.Equal(Enumerable.Range(0, n), Order(seed, 3, n).Order()));

    [Fact]
    public void Permute_ManySeeds_EveryPlaceEquallyLikely()
    {
        var counts = new int[5, 5];
        for (var seed = 0; seed < 10_000; seed++)
        {
            var order = Order(seed, 0, 5);
            for (var place = 0; place < 5; place++)
                counts[place, order[place]]++;
        }

        // 2000 expected, standard deviation 40.
        Assert.All(counts.Cast<int>(), count => Assert.InRange(count, 1800, 2200));
    }

    [Fact]
    public void TorchSeed_PurposesDiffer_SeedsDiffer() => Assert.NotEqual(
        SeededRandom.TorchSeed(1, Purpose.Weights, 0),
        SeededRandom.TorchSeed(1, Purpose.Layers, 0));

    private static int[] Order(long seed, long epoch, int count)
    {
        var order = new int[count];
        new SeededRandom(seed, Purpose.DataOrder, epoch).Permute(order);
        return order;
    }
}
