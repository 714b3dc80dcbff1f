using JointQP.Client.Hosting;

namespace JointQP.Tests.Unit.Client.Hosting;

public sealed class HeldLinesTests
{
    [Fact]
    public void Release_AfterLines_PassesThemOnInOrderAndOnce()
    {
        var printed = new List<string>();
        var lines = new HeldLines(printed.Add);
        lines.Write("a");
        lines.Write("b");

        Assert.Empty(printed);
        lines.Release();
        lines.Write("c");
        lines.Release();

        Assert.Equal(["a", "b", "c"], printed);
    }
}
