using CsCheck;
using JointQP.Studies.Analysis;

namespace JointQP.Tests.Unit.Studies.Analysis;

public sealed class StudentTTests
{
    // Published tables, and scipy.stats.t.ppf for the digits beyond them.
    [Theory]
    [InlineData(0.975, 1, 12.706204736)]
    [InlineData(0.975, 2, 4.302652730)]
    [InlineData(0.975, 3, 3.182446305)]
    [InlineData(0.975, 4, 2.776445105)]
    [InlineData(0.975, 5, 2.570581836)]
    [InlineData(0.975, 9, 2.262157163)]
    [InlineData(0.975, 30, 2.042272456)]
    [InlineData(0.975, 120, 1.979930405)]
    [InlineData(0.975, 1000, 1.962339081)]
    [InlineData(0.95, 5, 2.015048373)]
    [InlineData(0.995, 10, 3.169272673)]
    [InlineData(0.5, 7, 0)]
    public void Quantile_OfTabulatedProbability_IsTheTableValue(double probability, int df, double expected)
    {
        Assert.Equal(expected, StudentT.Quantile(probability, df), 1e-8);
        Assert.Equal(-expected, StudentT.Quantile(1 - probability, df), 1e-8);
    }

    [Fact]
    public void Quantile_OfOneAndTwoDegrees_IsTheClosedForm() =>
        Gen.Double[0.001, 0.999].Sample(p =>
        {
            var one = Math.Tan(Math.PI * (p - 0.5));
            var two = (2 * p - 1) * Math.Sqrt(1 / (2 * p * (1 - p)));
            Assert.Equal(one, StudentT.Quantile(p, 1), 1e-10 * Math.Max(1, Math.Abs(one)));
            Assert.Equal(two, StudentT.Quantile(p, 2), 1e-10 * Math.Max(1, Math.Abs(two)));
        });

    [Fact]
    public void Cumulative_OfQuantile_IsTheProbability() =>
        Gen.Select(Gen.Double[0.0001, 0.9999], Gen.Int[1, 5000]).Sample((p, df) => Assert.Equal(p, StudentT.Cumulative(StudentT.Quantile(p, df), df), 1e-10));

    [Theory]
    [InlineData(0, 5)]
    [InlineData(1, 5)]
    [InlineData(double.NaN, 5)]
    [InlineData(0.5, 0)]
    public void Quantile_OutOfRange_Throws(double probability, int df) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => StudentT.Quantile(probability, df));
}
