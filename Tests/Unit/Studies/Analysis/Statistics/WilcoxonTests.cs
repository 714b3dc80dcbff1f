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

    [Theory]
    [InlineData(0.02)]
    [InlineData(0.07)]
    [InlineData(0.15)]
    public void P_AtTheMostThatAreCounted_IsNormalButForAThousandth(double effect)
    {
        var random = new SplitMix(3);
        var differences = Draw.Normal(ref random, Wilcoxon.MostExact + 1, effect);
        var counted = differences[1..];
        var ranks = Ranks.Of([.. counted.Select(Math.Abs)]);
        var signed = ranks.Zip(counted, (rank, value) => Math.Sign(value) * rank).Sum();

        Assert.Equal(2 * Normal.UpperTail(Math.Abs(signed) / Math.Sqrt(ranks.Sum(rank => rank * rank))), Wilcoxon.P(counted), 0.001);
        // One more goes over to it.
        Assert.Equal(Wilcoxon.P(counted), Wilcoxon.P(differences), 0.1);
    }
}
