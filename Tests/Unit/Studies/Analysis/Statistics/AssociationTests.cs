using CsCheck;
using JointQP.Studies.Analysis.Statistics;

namespace JointQP.Tests.Unit.Studies.Analysis.Statistics;

public sealed class AssociationTests
{
    [Fact]
    public void Of_GoldenPoints_AgreesWithScipy()
    {
        var cases = Golden.Cases("association");

        Assert.Equal(2, cases.Count);
        Assert.All(cases, one =>
        {
            var (x, y) = (one.Numbers("x"), one.Numbers("y"));
            Golden.Equal(one.Number("pearson"), Association.Pearson(x, y));
            Golden.Equal(one.Number("spearman"), Association.Spearman(x, y));
            Golden.Equal(one.Number("kendallTau"), Association.KendallTau(x, y));
        });
    }

    [Fact]
    public void Of_WhatDoesNotVary_IsNotANumber()
    {
        Assert.Equal(double.NaN, Association.Pearson([1, 1, 1], [1, 2, 3]));
        Assert.Equal(double.NaN, Association.Spearman([1, 2, 3], [4, 4, 4]));
        Assert.Equal(double.NaN, Association.KendallTau([1, 1, 1], [1, 2, 3]));
        Assert.Equal(1, Association.KendallP([1, 1, 1], [1, 2, 3], 99, 1));
    }

    // Two of n! orders agree altogether, forwards and backwards (Kendall's table: P(S = 10) of 5 is 1 / 120).
    [Theory]
    [InlineData(3, 2 / 6.0)]
    [InlineData(4, 2 / 24.0)]
    [InlineData(5, 2 / 120.0)]
    [InlineData(8, 2 / 40320.0)]
    public void KendallP_OfPerfectAgreement_CountsOrders(int count, double expected)
    {
        double[] points = [.. Enumerable.Range(0, count).Select(i => (double)i)];
        Golden.Equal(expected, Association.KendallP(points, points, 1, 1));
    }

    [Fact]
    public void KendallP_OfMorePoints_AgreesWithTheNormalLimit()
    {
        var random = new SplitMix(11);
        var (x, noise) = (Draw.Normal(ref random, 40), Draw.Normal(ref random, 40));
        double[] y = [.. x.Zip(noise, (a, b) => (0.25 * a) + b)];
        var z = Association.KendallTau(x, y) * 3 * Math.Sqrt(40 * 39 / (2.0 * ((2 * 40) + 5)));

        Assert.Equal(2 * Normal.UpperTail(Math.Abs(z)), Association.KendallP(x, y, 20_000, 2), 0.02);
    }

    [Fact]
    public void Of_AnyPoints_LiesBetweenMinusOneAndOneAndTurnsWithItsSign() =>
        Gen.Select(Gen.Int[-5, 5], Gen.Int[-5, 5]).Array[3, 15].Sample(points =>
        {
            double[] x = [.. points.Select(point => (double)point.Item1)], y = [.. points.Select(point => (double)point.Item2)];
            if (x.Distinct().Count() == 1 || y.Distinct().Count() == 1)
                return;
            double[] turned = [.. y.Select(value => -value)];
            Assert.All(
                [(Association.Pearson(x, y), Association.Pearson(x, turned)), (Association.Spearman(x, y), Association.Spearman(x, turned)), (Association.KendallTau(x, y), Association.KendallTau(x, turned))],
                pair =>
                {
                    Assert.InRange(pair.Item1, -1 - 1e-12, 1 + 1e-12);
                    Assert.Equal(-pair.Item1, pair.Item2, 1e-12);
                });
        });
}
