using CsCheck;
using JointQP.Studies.Analysis;
using JointQP.Studies.Analysis.Statistics;

namespace JointQP.Tests.Unit.Studies.Analysis.Statistics;

public sealed class DistributionTests
{
    // erfc(z / sqrt 2) / 2 of the C library.
    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(0.1, 0.460172162722971)]
    [InlineData(0.5, 0.3085375387259869)]
    [InlineData(1, 0.15865525393145707)]
    [InlineData(1.2, 0.1150696702217083)]
    [InlineData(1.96, 0.024997895148220435)]
    [InlineData(2.5, 0.006209665325776139)]
    [InlineData(3, 0.0013498980316300957)]
    [InlineData(4.5, 3.3976731247300615e-06)]
    [InlineData(6, 9.865876450377012e-10)]
    [InlineData(8, 6.220960574271819e-16)]
    [InlineData(12, 1.776482112077702e-33)]
    [InlineData(20, 2.7536241186063314e-89)]
    [InlineData(37, 5.725571222525139e-300)]
    public void Normal_UpperTail_IsThatOfTheCLibrary(double z, double expected)
    {
        Golden.Equal(expected, Normal.UpperTail(z));
        Golden.Equal(1 - expected, Normal.UpperTail(-z));
    }

    [Fact]
    public void ChiSquare_OfEvenDegrees_IsTheClosedForm() =>
        Gen.Select(Gen.Double[0.001, 200], Gen.Int[1, 20]).Sample((x, half) =>
        {
            var (term, sum) = (1.0, 0.0);
            for (var i = 0; i < half; i++, term *= x / 2 / i)
                sum += term;
            Golden.Equal(Math.Exp(-x / 2) * sum, ChiSquare.UpperTail(x, 2 * half));
        });

    [Fact]
    public void ChiSquare_OfOneDegree_IsThatOfASquaredNormal() =>
        Gen.Double[0.001, 20].Sample(z => Golden.Equal(2 * Normal.UpperTail(z), ChiSquare.UpperTail(z * z, 1)));

    [Fact]
    public void StudentT_FarOut_KeepsItsDigits() =>
        Gen.Double[0.001, 1e6].Sample(t =>
        {
            Golden.Equal(2 * Math.Atan2(1, t) / Math.PI, StudentT.TwoSided(t, 1));
            Golden.Equal(2 / (Math.Sqrt(2 + (t * t)) * (Math.Sqrt(2 + (t * t)) + t)), StudentT.TwoSided(-t, 2));
        });

    [Theory]
    [InlineData(double.PositiveInfinity, 0)]
    [InlineData(1e200, 0)]
    [InlineData(0, 1)]
    public void StudentT_AtItsEnds_IsDefined(double t, double expected) => Assert.Equal(expected, StudentT.TwoSided(t, 4));

    [Fact]
    public void StudentizedRange_OfTwo_IsThatOfANormalDifference() =>
        Gen.Double[0.01, 5].Sample(q => Golden.Equal(2 * Normal.UpperTail(q / Math.Sqrt(2)), StudentizedRange.UpperTail(q, 2)));

    // Demšar 2006, table 5(a): critical values at 0.05 for the Nemenyi test, q / sqrt 2.
    [Theory]
    [InlineData(2, 1.960)]
    [InlineData(3, 2.343)]
    [InlineData(4, 2.569)]
    [InlineData(5, 2.728)]
    [InlineData(6, 2.850)]
    [InlineData(7, 2.949)]
    [InlineData(8, 3.031)]
    [InlineData(9, 3.102)]
    [InlineData(10, 3.164)]
    public void StudentizedRange_Quantile_IsThePublishedTable(int values, double published) =>
        Assert.Equal(published, StudentizedRange.Quantile(0.05, values) / Math.Sqrt(2), 0.0011);

    [Fact]
    public void StudentizedRange_OfAQuantile_IsItsTail() =>
        Gen.Select(Gen.Double[0.0001, 0.99], Gen.Int[2, 100]).Sample(
            (tail, values) => Golden.Equal(tail, StudentizedRange.UpperTail(StudentizedRange.Quantile(tail, values), values)), iter: 20);
}
