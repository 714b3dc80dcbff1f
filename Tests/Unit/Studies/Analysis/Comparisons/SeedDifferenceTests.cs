using JointQP.Studies.Analysis;
using JointQP.Studies.Analysis.Comparisons;

namespace JointQP.Tests.Unit.Studies.Analysis.Comparisons;

public sealed class SeedDifferenceTests
{
    [Fact]
    public void Of_SameSeeds_IsTheIntervalOfPairedDifferences()
    {
        var (first, second) = (Values((1, 0.80), (2, 0.70), (3, 0.90)), Values((3, 0.93), (1, 0.82), (2, 0.71)));

        var found = SeedDifference.Of(first, second)!;
        var expected = Interval.Of([second[1] - first[1], second[2] - first[2], second[3] - first[3]])!;

        Assert.Equal((Pairing.Paired, 3, 3), (found.Pairing, found.First, found.Second));
        Assert.Equal(expected.Mean, found.Mean!.Value, 15);
        Assert.Equal(expected.Low, found.Low!.Value, 15);
        Assert.Equal(expected.High, found.High!.Value, 15);
    }

    [Fact]
    public void Of_OtherSeeds_IsWelchsInterval()
    {
        // By Simpson's rule over the density of Student's t with 6.858140 degrees of freedom: its quantile 0.975 is 2.3745758.
        var found = SeedDifference.Of(Values((1, 27.5), (2, 21.0), (3, 19.0), (4, 23.6), (5, 17.0)), Values((11, 27.1), (12, 22.0), (13, 20.8), (14, 23.4)))!;

        Assert.Equal((Pairing.Unpaired, 5, 4), (found.Pairing, found.First, found.Second));
        Assert.Equal(1.705, found.Mean!.Value, 12);
        Assert.Equal(-3.7202822, found.Low!.Value, 6);
        Assert.Equal(7.1302822, found.High!.Value, 6);
        Assert.False(found.ExcludesZero);
    }

    [Theory]
    [InlineData(new long[] { 1, 2, 3, 4 }, new long[] { 3, 4, 5, 6 }, Pairing.Paired, 2, 2)]
    [InlineData(new long[] { 1, 2, 3, 4, 5 }, new long[] { 4, 5, 6, 7, 8 }, Pairing.Unpaired, 5, 5)]
    [InlineData(new long[] { 1, 2, 3, 4, 5, 6 }, new long[] { 1, 2 }, Pairing.Paired, 2, 2)]
    public void Of_SomeSeedsInBoth_IsPairedFromHalfOfTheFewerOn(long[] first, long[] second, Pairing pairing, int one, int other)
    {
        var found = SeedDifference.Of(
            Values([.. first.Select(seed => (seed, seed * 0.1))]), Values([.. second.Select(seed => (seed, (seed * 0.11) + 0.2))]))!;

        Assert.Equal((pairing, one, other), (found.Pairing, found.First, found.Second));
    }

    [Fact]
    public void Of_EqualDifferencesOrOneSeed_HasNoInterval()
    {
        Assert.Equal(new SeedDifference(Pairing.Paired, 2, 2, 0, null, null), SeedDifference.Of(Values((1, 0.5), (2, 0.6)), Values((1, 0.5), (2, 0.6))));
        Assert.Null(SeedDifference.Of(Values((1, 0.1), (2, 0.2)), Values((1, 0.4), (2, 0.5)))!.Low);
        Assert.Equal(new SeedDifference(Pairing.Unpaired, 1, 2, 0.25, null, null), SeedDifference.Of(Values((1, 0.5)), Values((2, 0.5), (3, 1.0))));
    }

    [Fact]
    public void Of_NotFinite_TellsNoMean()
    {
        Assert.Null(SeedDifference.Of(Values((1, double.NaN), (2, 0.5)), Values((1, 0.5), (2, 0.5)))!.Mean);
        Assert.Null(SeedDifference.Of(Values((1, 0.1), (2, 0.5)), Values((3, double.PositiveInfinity)))!.Mean);
    }

    [Fact]
    public void Of_NothingDoneOnOneSide_IsNull() => Assert.Null(SeedDifference.Of([], Values((1, 0.5))));

    private static SortedDictionary<long, double> Values(params (long Seed, double Value)[] values) => new(values.ToDictionary(one => one.Seed, one => one.Value));
}
