using CsCheck;
using JointQP.Studies.Analysis.Statistics;

namespace JointQP.Tests.Unit.Studies.Analysis.Statistics;

public sealed class WilcoxonTests
{
    [Fact]
    public void P_OfAnyDifferences_IsTheSignFlipTestOfTheirRanks() =>
        Gen.OneOf(Gen.Double[-1, 1], Gen.Int[-3, 3].Select(value => value / 10.0)).Array[1, 12].Sample(differences =>
        {
            var left = differences.Where(value => Math.Abs(value) > 1e-9 * differences.Max(Math.Abs)).ToArray();
            var ranks = Ranks.Of([.. left.Select(Math.Abs)]);
            double[] signed = [.. left.Zip(ranks, (value, rank) => Math.Sign(value) * rank)];

            Assert.Equal(signed.Length == 0 ? 1 : SignFlip.Exact(signed), Wilcoxon.P(differences), 1e-12);
        });

    [Fact]
    public void P_OfManyDifferences_GoesOverToTheNormalDistributionSmoothly()
    {
        var random = new SplitMix(3);
        var differences = Draw.Normal(ref random, Wilcoxon.MostExact + 1, 0.12);

        Assert.Equal(Wilcoxon.P(differences.AsSpan(1)), Wilcoxon.P(differences), 0.03);
        Assert.InRange(Wilcoxon.P(differences), 0.001, 0.5);
    }
}
