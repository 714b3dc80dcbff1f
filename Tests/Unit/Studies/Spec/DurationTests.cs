using CsCheck;
using JointQP.Studies.Spec;

namespace JointQP.Tests.Unit.Studies.Spec;

public sealed class DurationTests
{
    [Theory]
    [InlineData("3 epochs", 186)]
    [InlineData("1 epoch", 62)]
    [InlineData("0.5epochs", 31)]
    [InlineData("0.25 epochs", 15)]
    [InlineData("0.26 epochs", 16)]
    [InlineData("120 steps", 120)]
    [InlineData(" 1 step ", 1)]
    [InlineData("25%", 93)]
    [InlineData("33.3 %", 124)]
    [InlineData("100%", 372)]
    [InlineData("0%", 0)]
    public void ToSteps_OfWrittenDuration_IsTheNearestStep(string text, long steps)
    {
        Assert.True(Duration.TryParse(text, out var duration));
        Assert.Equal(steps, duration.ToSteps(stepsPerEpoch: 62, totalSteps: 372));
    }

    [Theory]
    [InlineData("")]
    [InlineData("3")]
    [InlineData("epochs")]
    [InlineData("3 Epochs")]
    [InlineData("3 epochs later")]
    [InlineData("1,5 epochs")]
    [InlineData("1e3 steps")]
    [InlineData("0.5 steps")]
    [InlineData("100.1%")]
    [InlineData("1000001 epochs")]
    [InlineData("9999999999999999999999999999999 steps")]
    public void TryParse_OfAnythingElse_Fails(string text) => Assert.False(Duration.TryParse(text, out _));

    [Fact]
    public void ToSteps_OfEpochs_IsAtMostHalfAStepAwayAndNeverLaterForAHalf() =>
        Gen.Select(Gen.Int[0, 100_000], Gen.Long[1, 2_000_000_000]).Sample((thousandths, stepsPerEpoch) =>
        {
            var steps = new Duration(thousandths / 1000m, DurationUnit.Epochs).ToSteps(stepsPerEpoch, stepsPerEpoch);
            var away = steps - (thousandths / 1000m * stepsPerEpoch);
            Assert.True(away is >= -0.5m and < 0.5m, $"{away}");
        });
}
