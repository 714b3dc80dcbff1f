using JointQP.Studies.Stages;

namespace JointQP.Tests.Unit.Studies.Stages;

public sealed class FailureTextTests
{
    [Fact]
    public void Of_ReasonAndLog_CanBeReadApart()
    {
        var text = FailureText.Of("out of\n memory", ["10:00 training", "10:01 failed\n   at Step()"]);

        Assert.Equal("out of memory", FailureText.Reason(text));
        Assert.Equal(["10:00 training", "10:01 failed", "   at Step()"], FailureText.Log(text));
    }

    [Fact]
    public void Of_NoLog_IsTheReason()
    {
        Assert.Equal("thrown", FailureText.Of("thrown", []));
        Assert.Empty(FailureText.Log("thrown"));
    }

    [Fact]
    public void Of_LongLog_KeepsItsLastLines()
    {
        var text = FailureText.Of(new string('r', 5000), Enumerable.Range(0, 1000).Select(i => $"line {i}"));

        Assert.Equal(FailureText.MostOfReason + 2, FailureText.Reason(text).Length);
        Assert.InRange(text.Length, 3000, FailureText.MostOfReason + FailureText.MostOfLog + 4);
        Assert.Equal("line 999", FailureText.Log(text)[^1]);
    }

    [Fact]
    public void Of_OneEndlessLine_KeepsItsBeginning() =>
        Assert.Equal([new string('x', FailureText.MostOfLog)], FailureText.Log(FailureText.Of("thrown", ["before", new string('x', 100_000)])));
}
