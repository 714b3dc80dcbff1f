using CsCheck;
using JointQP.Studies.Analysis.Statistics;

namespace JointQP.Tests.Unit.Studies.Analysis.Statistics;

public sealed class PairedTestsTests
{
    private const int Draws = 999;

    [Fact]
    public void Of_GoldenPairs_AgreesWithScipy()
    {
        var cases = Golden.Cases("paired");

        Assert.Equal(7, cases.Count);
        Assert.All(cases, one =>
        {
            var result = Of([.. one.Numbers("a").Zip(one.Numbers("b"), (a, b) => a - b)], one.Number("equivalenceMargin"));

            Golden.Equal(one.Number("meanDifference"), result.Mean);
            Golden.Equal(one.Number("sd"), result.Deviation);
            // Of its width, as the t quantile of scipy 1.10 is itself right to 3e-10: 2.36462425101 for 2.36462425159 with 7 degrees of freedom.
            Golden.Equal(one.Numbers("ci95")[1] - one.Numbers("ci95")[0], result.Interval?.High - result.Interval?.Low);
            Golden.Equal(one.Number("meanDifference"), result.Interval?.Mean);
            Golden.Equal(one.Number("signFlipP"), result.SignFlipP);
            Golden.Equal(one.Number("tTestP"), result.TTestP);
            Golden.Equal(one.Number("wilcoxonP"), result.WilcoxonP);
            Golden.Equal(one.Number("cohenDz"), result.CohenDz);
            Golden.Equal(one.Number("hedgesGz"), result.HedgesGz);
            Golden.Equal(one.Number("tostP"), result.EquivalenceP);
        });
    }

    [Fact]
    public void Of_NoPair_TellsNothing() =>
        Assert.Equal(new PairedResult(0, 3, 0, null, null, null, null, null, null, null, null, null, null), PairedTests.Of([], 3, 1, Draws, 1));

    [Fact]
    public void Of_OnePair_TellsItsDifferenceAlone() =>
        Assert.Equal(new PairedResult(1, 2, 0, 0.5, null, null, 1, null, 1, null, null, null, null), PairedTests.Of([0.5], 2, 1, Draws, 1));

    [Fact]
    public void Of_TwoPairs_HasNoHedgesG()
    {
        var result = Of([0.1, 0.3]);

        Assert.NotNull(result.Interval);
        Assert.NotNull(result.CohenDz);
        Assert.Null(result.HedgesGz);
        Assert.Null(result.HedgesVariance);
    }

    /// <summary>Equal in every seed is the best evidence for no difference: one of 2^n patterns lies on that side of the margin.</summary>
    [Fact]
    public void Of_AllZero_ShowsEquivalenceAndNoDifference()
    {
        var result = Of([0, 0, 0, 0, 0], 0.1);

        Assert.Equal((1.0, 1.0, 1 / 32.0), (result.SignFlipP, result.WilcoxonP, result.EquivalenceP));
        Assert.Null(result.TTestP);
        Assert.Null(result.Interval);
        Assert.Null(result.CohenDz);
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(0.1 + 0.2)]
    public void Of_DifferencesWithoutSpread_LeavesItToThePermutationTests(double difference)
    {
        var result = Of([difference, difference, difference * (1 + 1e-15), difference, difference], 0.25);

        Assert.Equal((1 / 16.0, 1 / 16.0), (result.SignFlipP, result.WilcoxonP));
        Assert.Equal(difference < 0.25 ? 1 / 32.0 : 1, result.EquivalenceP);
        Assert.Null(result.TTestP);
        Assert.Null(result.HedgesGz);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void Of_ATrainingThatDiverged_IsNotLeftOut(double value) =>
        Assert.Equal(new PairedResult(4, 1, 1, null, null, null, null, null, null, null, null, null, null), PairedTests.Of([0.1, value, 0.2, 0.3], 1, 1, Draws, 1));

    [Fact]
    public void Of_AnyDifferences_IsSymmetricAndBlindToTheirOrder() =>
        Gen.Double[-1, 1].Array[2, 12].Where(Spread).Sample(differences =>
        {
            var (one, mirrored, turned) = (Of(differences, 0.3), Of([.. differences.Select(value => -value)], 0.3), Of([.. differences.Reverse()], 0.3));

            Assert.Equal(-one.Mean!.Value, mirrored.Mean!.Value, 1e-12);
            foreach (var other in new[] { mirrored, turned })
            {
                Assert.Equal(one.SignFlipP, other.SignFlipP);
                Assert.Equal(one.WilcoxonP, other.WilcoxonP);
                Golden.Equal(one.EquivalenceP!.Value, other.EquivalenceP);
                Assert.Equal(one.TTestP!.Value, other.TTestP!.Value, 1e-9);
            }

            Assert.All([one.SignFlipP, one.WilcoxonP, one.TTestP, one.EquivalenceP], p => Assert.InRange(p!.Value, 0, 1));
            Assert.InRange(one.SignFlipP!.Value, SignFlip.Smallest(differences.Length), 1);
        });

    [Fact]
    public void Of_DifferencesInAnotherUnit_KeepsWhatHasNoUnit() =>
        Gen.Select(Gen.Double[-1, 1].Array[3, 10].Where(Spread), Gen.Double[0.01, 1000]).Sample((differences, unit) =>
        {
            var (one, other) = (Of(differences, 0.3), Of([.. differences.Select(value => value * unit)], 0.3 * unit));

            Assert.Equal(one.SignFlipP, other.SignFlipP);
            Assert.Equal(one.WilcoxonP, other.WilcoxonP);
            Golden.Equal(one.HedgesVariance!.Value, other.HedgesVariance);
        });

    /// <summary>The variance of g_z over many samples is what is estimated from each.</summary>
    [Fact]
    public void HedgesVariance_OverManySamples_IsThatOfHedgesGz()
    {
        var random = new SplitMix(7);
        const int Samples = 60_000, Pairs = 9;
        var (sum, squares, estimated) = (0.0, 0.0, 0.0);
        for (var i = 0; i < Samples; i++)
        {
            var result = Draw.Normal(ref random, Pairs, 0.8);
            var mean = result.Average();
            var deviation = Math.Sqrt(result.Sum(value => (value - mean) * (value - mean)) / (Pairs - 1));
            var g = PairedTests.HedgesGz(mean / deviation, Pairs)!.Value;
            (sum, squares, estimated) = (sum + g, squares + (g * g), estimated + PairedTests.HedgesVariance(mean / deviation, Pairs)!.Value);
        }

        Assert.Equal(0.8, sum / Samples, 0.01);
        Assert.Equal((squares / Samples) - (sum / Samples * sum / Samples), estimated / Samples, 0.01);
    }

    private static bool Spread(double[] differences) => differences.Max() - differences.Min() > 1e-3;

    private static PairedResult Of(double[] differences, double? margin = null) => PairedTests.Of(differences, 0, margin, Draws, 1);
}
