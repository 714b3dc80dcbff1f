using CsCheck;
using JointQP.Studies.Analysis.Statistics;

namespace JointQP.Tests.Unit.Studies.Analysis.Statistics;

public sealed class SignFlipTests
{
    [Fact]
    public void Exact_OfAnyDifferences_IsTheCountOfAllPatterns() =>
        Gen.OneOf(Gen.Double[-1, 1], Gen.Int[-3, 3].Select(value => value / 10.0)).Array[1, 12].Sample(differences =>
            Assert.Equal(ByEnumeration(differences), SignFlip.Exact(differences), 1e-12));

    [Fact]
    public void Exact_OfDifferencesOnOneSide_IsTheSmallestThereIs() =>
        Assert.All(Enumerable.Range(1, SignFlip.MostExact), n =>
        {
            Assert.Equal(SignFlip.Smallest(n), SignFlip.Exact([.. Enumerable.Range(1, n).Select(i => 0.5 + (0.01 * i))]));
            Assert.Equal(Math.Pow(2, 1 - n), SignFlip.Smallest(n));
        });

    /// <summary>0.3 from 90.3 - 90 and from 0.1 + 0.2 are different doubles, and one difference.</summary>
    [Fact]
    public void Exact_OfSumsThatDifferByRounding_CountsThemAsTied() =>
        Assert.Equal(SignFlip.Exact([3, 3, -3, 1, -1]), SignFlip.Exact([90.3 - 90, 0.1 + 0.2, -0.3, 0.1, 90 - 90.1]));

    [Theory]
    [InlineData(14)]
    [InlineData(30)]
    public void MonteCarlo_OfWhatCanBeCounted_AgreesWithinItsError(int count)
    {
        var random = new SplitMix(count);
        var differences = Draw.Normal(ref random, count, 1.9 / Math.Sqrt(count));
        var exact = SignFlip.Exact(differences);
        const int Draws = 40_000;

        var drawn = SignFlip.MonteCarlo(differences, Draws, 1);

        Assert.InRange(exact, 0.001, 0.6);
        Assert.Equal(exact, drawn, 4 * Math.Sqrt(exact / Draws));
        Assert.Equal(drawn, SignFlip.MonteCarlo(differences, Draws, 1));
    }

    [Fact]
    public void P_BeyondWhatCanBeCounted_IsNeverBelowOneOfItsDraws()
    {
        var differences = Enumerable.Repeat(1.0, 100).ToArray();

        Assert.Equal(1 / 1000.0, SignFlip.P(differences, 999, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => SignFlip.Exact(differences));
    }

    private static double ByEnumeration(double[] differences)
    {
        var (sum, most, far) = (Math.Abs(differences.Sum()), differences.Sum(Math.Abs), 0);
        for (var pattern = 0; pattern < 1 << differences.Length; pattern++)
        {
            var signed = differences.Index().Sum(one => (pattern >> one.Index & 1) == 0 ? one.Item : -one.Item);
            far += Math.Abs(signed) >= sum - (1e-9 * most) ? 1 : 0;
        }

        return far / (double)(1 << differences.Length);
    }
}
