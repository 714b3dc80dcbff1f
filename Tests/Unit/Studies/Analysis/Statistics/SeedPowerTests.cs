using JointQP.Studies.Analysis.Statistics;

namespace JointQP.Tests.Unit.Studies.Analysis.Statistics;

public sealed class SeedPowerTests
{
    [Theory]
    [InlineData(1, 0.05, 6)]
    [InlineData(2, 0.05, 7)]
    [InlineData(3, 0.05, 7)]
    [InlineData(6, 0.05, 8)]
    [InlineData(276, 0.05, 14)]
    [InlineData(1, 0.0625, 5)]
    [InlineData(1, 0.01, 8)]
    public void Needed_OfAFamily_IsTheFewestSeedsThatCanShowAnything(int tests, double alpha, int seeds)
    {
        Assert.Equal(seeds, SeedPower.Needed(tests, alpha));
        Assert.True(Reaches(seeds));
        Assert.False(Reaches(seeds - 1));

        // The largest difference there is, in one of the family's tests.
        bool Reaches(int count) =>
            Holm.Adjust([SignFlip.Exact([.. Enumerable.Repeat(1.0, count)]), .. Enumerable.Repeat((double?)1, tests - 1)])[0] <= alpha;
    }

    [Theory]
    [InlineData(0, 0.05)]
    [InlineData(1, 0)]
    [InlineData(1, 1)]
    public void Needed_OfNoFamilyOrLevel_IsRefused(int tests, double alpha) => Assert.Throws<ArgumentOutOfRangeException>(() => SeedPower.Needed(tests, alpha));
}
