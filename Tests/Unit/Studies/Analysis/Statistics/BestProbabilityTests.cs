using JointQP.Studies.Analysis.Statistics;

namespace JointQP.Tests.Unit.Studies.Analysis.Statistics;

public sealed class BestProbabilityTests
{
    private const int Draws = 20_000;

    [Fact]
    public void Of_OneThatIsBestInEverySeed_IsCertain()
    {
        Assert.Equal([0, 1, 0], BestProbability.Of([[1, 3, 2], [1, 2, 1.5]], 100, 1, higherIsBetter: true).Select(p => Math.Round(p, 12)));
        Assert.Equal([1, 0, 0], BestProbability.Of([[1, 3, 2], [1, 2, 1.5]], 100, 1, higherIsBetter: false).Select(p => Math.Round(p, 12)));
    }

    [Fact]
    public void Of_OrderingsThatTie_SharesAmongThem() =>
        Assert.All(BestProbability.Of([[0.1 + 0.2, 0.3], [0.5, 0.5]], 100, 1, true), p => Assert.Equal(0.5, p, 1e-12));

    /// <summary>Three seeds of which two favour one: it is the best when at least two of three draws fall on those, 20 of 27 times.</summary>
    [Fact]
    public void Of_ThreeSeeds_IsTheShareOfResamples()
    {
        var shares = BestProbability.Of([[1, 0], [1, 0], [0, 1]], Draws, 4, true);

        Assert.Equal(20 / 27.0, shares[0], 4 * Math.Sqrt(0.2 / Draws));
        Assert.Equal(1, shares.Sum(), 1e-9);
        Assert.Equal(shares, BestProbability.Of([[1, 0], [1, 0], [0, 1]], Draws, 4, true));
    }
}
