using JointQP.Studies.Words;

namespace JointQP.Tests.Unit.Studies.Words;

public sealed class SpanTextTests
{
    [Theory]
    [InlineData("30s", 30)]
    [InlineData(" 10 m ", 600)]
    [InlineData("1.5h", 5400)]
    [InlineData("2d", 172800)]
    [InlineData("0s", 0)]
    public void TryParse_NumberAndUnit_IsThatSpan(string text, double seconds)
    {
        Assert.True(SpanText.TryParse(text, out var span));
        Assert.Equal(seconds, span.TotalSeconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("10")]
    [InlineData("s")]
    [InlineData("-1s")]
    [InlineData("ten m")]
    [InlineData("10 parsecs")]
    [InlineData("79000000000000000000000000000d")]
    public void TryParse_AnythingElse_IsRefused(string text) => Assert.False(SpanText.TryParse(text, out _));
}
