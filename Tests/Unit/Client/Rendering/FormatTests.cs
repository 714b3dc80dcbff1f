using JointQP.Client.Rendering;
using JointQP.Studies.Analysis;

namespace JointQP.Tests.Unit.Client.Rendering;

public sealed class FormatTests
{
    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(59.4, "59 s")]
    [InlineData(59.6, "1 min 0 s")]
    [InlineData(3599, "59 min 59 s")]
    [InlineData(3600, "1 h 0 min")]
    [InlineData(90000, "1 d 1 h")]
    [InlineData(-3, "0 s")]
    public void Duration_OfSeconds_HasItsTwoGreatestUnits(double seconds, string expected) =>
        Assert.Equal(expected, Format.Duration(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(2, "2 s ago")]
    [InlineData(75, "1 min ago")]
    public void Ago_OfSeconds_HasItsGreatestUnit(double seconds, string expected) => Assert.Equal(expected, Format.Ago(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(999, "999 B")]
    [InlineData(1000, "1.0 kB")]
    [InlineData(223_464, "223.5 kB")]
    [InlineData(1_690_000, "1.69 MB")]
    [InlineData(2.5e9, "2.50 GB")]
    public void Bytes_OfCount_IsDecimal(double bytes, string expected) => Assert.Equal(expected, Format.Bytes(bytes));

    [Theory]
    [InlineData(0, 10, "0 %")]
    [InlineData(999, 1000, "99 %")]
    [InlineData(1000, 1000, "100 %")]
    [InlineData(0, 0, "100 %")]
    public void Share_OfSteps_IsAllOnlyWhenAllAreDone(long done, long all, string expected) => Assert.Equal(expected, Format.Share(done, all));

    [Fact]
    public void Interval_OfAccuracy_IsInPercentWithHalfItsWidth() =>
        Assert.Equal("89.12 ± 0.31 %", Format.Interval("test/accuracy", new Interval(0.8912, 0.8881, 0.8943, 6)));

    [Fact]
    public void Interval_OfOneValue_ClaimsNoWidth() =>
        Assert.Equal("89.12 %", Format.Interval("test/accuracy", new Interval(0.8912, 0.8912, 0.8912, 1)));

    [Fact]
    public void Interval_OfAnotherMetric_IsAsItIs() =>
        Assert.Equal("27.4211 ± 0.1000", Format.Interval("test/psnr", new Interval(27.42111, 27.32111, 27.52111, 3)));

    [Theory]
    [InlineData(0.0042, -0.0011, 0.0095, 6, "+0.42 points (95 %: -0.11 to +0.95; 6 seeds)")]
    [InlineData(-0.00001, -0.0011, 0.0011, 2, "0.00 points (95 %: -0.11 to +0.11; 2 seeds)")]
    [InlineData(-0.0042, -0.0042, -0.0042, 1, "-0.42 points (1 seed)")]
    public void Difference_OfAccuracy_IsInPercentagePointsWithItsSign(double mean, double low, double high, int count, string expected) =>
        Assert.Equal(expected, Format.Difference("test/accuracy", new Interval(mean, low, high, count)));

    [Theory]
    [InlineData(0, 0, 0, "none")]
    [InlineData(2, 1, 4, "about 5 s (0 to 5)")]
    [InlineData(41, 33, 52, "about 40 s (30 to 55)")]
    [InlineData(186, 132, 276, "about 3 min (2 to 5)")]
    [InlineData(180, 180, 180, "about 3 min")]
    [InlineData(9000, 7900, 10_100, "about 2.5 h (2.1 to 2.9)")]
    [InlineData(200_000, 190_000, 260_000, "about 2.3 d (2.1 to 3.1)")]
    public void About_RoundsItsRangeOutwards(double likely, double least, double most, string text) =>
        Assert.Equal(text, Format.About(TimeSpan.FromSeconds(likely), TimeSpan.FromSeconds(least), TimeSpan.FromSeconds(most)));
}
