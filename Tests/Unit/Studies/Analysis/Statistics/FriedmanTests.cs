using CsCheck;
using JointQP.Studies.Analysis.Statistics;

namespace JointQP.Tests.Unit.Studies.Analysis.Statistics;

public sealed class FriedmanTests
{
    [Fact]
    public void Of_GoldenSeeds_AgreesWithScipy()
    {
        var cases = Golden.Cases("friedman");

        Assert.Equal(4, cases.Count);
        Assert.All(cases, one =>
        {
            var result = Friedman.Of([.. one.GetProperty("rowsAreSeeds").EnumerateArray().Select(row => row.Numbers())], one.GetProperty("higherIsBetter").GetBoolean(), 0.05)!;

            Golden.Equal(one.Number("statistic"), result.Statistic);
            Golden.Equal(one.Number("p"), result.P);
            Golden.Equal(one.Number("kendallW"), result.Concordance);
            Golden.Equal(one.Number("nemenyiCriticalDifference05"), result.CriticalDifference);
            Assert.All(one.Numbers("meanRanks").Zip(result.MeanRanks), pair => Golden.Equal(pair.First, pair.Second));
        });
    }

    [Fact]
    public void Of_SeedsThatAgree_HasConcordanceOne()
    {
        var result = Friedman.Of([[1, 2, 3], [10, 20, 30], [-3, -2, -1]], higherIsBetter: true, 0.05)!;

        Assert.Equal([3, 2, 1], result.MeanRanks);
        Assert.Equal(1, result.Concordance, 1e-12);
        Golden.Equal(6, result.Statistic);
    }

    [Fact]
    public void Of_OrderingsThatAllTie_ShowsNothing()
    {
        var result = Friedman.Of([[0.1 + 0.2, 0.3, 0.3], [0.5, 0.5, 0.5]], higherIsBetter: true, 0.05)!;

        Assert.Equal((0.0, 1.0, 0.0), (result.Statistic, result.P, result.Concordance));
        Assert.Equal([2, 2, 2], result.MeanRanks);
    }

    [Fact]
    public void Of_TooFewToRank_IsNothing()
    {
        Assert.Null(Friedman.Of([], true, 0.05));
        Assert.Null(Friedman.Of([[1, 2, 3]], true, 0.05));
        Assert.Null(Friedman.Of([[1, 2], [1, 2], [2, 1]], true, 0.05));
    }

    [Fact]
    public void Of_AnySeeds_RanksTheOtherWayWhenTheMetricTurns() =>
        Gen.Int[0, 5].Select(value => value / 10.0).Array[4].Array[2, 8].Sample(seeds =>
        {
            var (higher, lower) = (Friedman.Of(seeds, true, 0.05)!, Friedman.Of(seeds, false, 0.05)!);

            Assert.Equal(higher.Statistic, lower.Statistic, 1e-9);
            Assert.All(higher.MeanRanks.Zip(lower.MeanRanks), pair => Assert.Equal(5, pair.First + pair.Second, 1e-9));
            Assert.InRange(higher.Concordance, 0, 1 + 1e-12);
            Assert.InRange(higher.P, 0, 1);
        });
}
