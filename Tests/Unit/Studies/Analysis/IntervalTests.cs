using System.Text.Json;
using JointQP.Studies.Analysis;

namespace JointQP.Tests.Unit.Studies.Analysis;

public sealed class IntervalTests
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    [Fact]
    public void Of_PairedDifferences_AgreesWithScipy()
    {
        var golden = JsonSerializer.Deserialize<Golden>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Studies", "Analysis", "paired.json")), Json)!;

        Assert.Equal(7, golden.Cases.Length);
        Assert.All(golden.Cases, expected =>
        {
            var interval = Interval.Of(expected.A.Zip(expected.B, (a, b) => a - b))!;
            Assert.Equal(expected.A.Length, interval.Count);
            Assert.Equal(expected.MeanDifference, interval.Mean, 1e-12);
            Assert.Equal(expected.Ci95[0], interval.Low, 1e-9);
            Assert.Equal(expected.Ci95[1], interval.High, 1e-9);
            Assert.Equal(expected.Ci95[0] > 0 || expected.Ci95[1] < 0, interval.ExcludesZero);
        });
    }

    [Fact]
    public void Of_NoValue_IsNull() => Assert.Null(Interval.Of([]));

    [Fact]
    public void Of_OneValue_IsThatValueAndExcludesNothing()
    {
        var interval = Interval.Of([0.25])!;

        Assert.Equal(new Interval(0.25, 0.25, 0.25, 1), interval);
        Assert.False(interval.ExcludesZero);
    }

    [Theory]
    [InlineData(0.01, 0.01)]
    [InlineData(0.91 - 0.9, 0.11 - 0.1, 0.31 - 0.3)]
    public void Of_ValuesThatAreTheSameButForRounding_ExcludesNothing(params double[] values)
    {
        var interval = Interval.Of(values)!;

        Assert.True(values.Length == 2 || values.Distinct().Count() > 1);
        Assert.Equal(interval.Low, interval.High);
        Assert.False(interval.ExcludesZero);
    }

    private sealed record Golden(string Origin, Case[] Cases);

    private sealed record Case(double[] A, double[] B, double MeanDifference, double[] Ci95);
}
