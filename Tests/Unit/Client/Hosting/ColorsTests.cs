using JointQP.Client.Hosting;
using JointQP.Client.Rendering;
using Spectre.Console;

namespace JointQP.Tests.Unit.Client.Hosting;

public sealed class ColorsTests
{
    [Theory]
    [InlineData(false, "", true)]
    [InlineData(true, "", false)]
    [InlineData(false, "NO_COLOR=1", false)]
    [InlineData(false, "NO_COLOR=", true)]
    [InlineData(true, "FORCE_COLOR=1", true)]
    [InlineData(true, "CLICOLOR_FORCE=1", true)]
    [InlineData(true, "CLICOLOR_FORCE=0", false)]
    [InlineData(true, "FORCE_COLOR=1;NO_COLOR=1", false)]
    public void Create_OnATerminalOrAPipe_WritesEscapeCodesWhereTheyAreWanted(bool redirected, string variables, bool expected)
    {
        var environment = variables.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);
        using var text = new StringWriter();
        var console = Colors.Create(new Output(text, !redirected), redirected, name => environment.GetValueOrDefault(name));
        // What is detected hangs on where the test runs; that a terminal knows colours is not the question here.
        console.Profile.Capabilities.Ansi |= !redirected;
        if (!redirected && console.Profile.Capabilities.ColorSystem == ColorSystem.NoColors && expected)
            console.Profile.Capabilities.ColorSystem = ColorSystem.EightBit;

        console.Write(StudyText.Card(Samples.Status(problems: ["a problem"]), TimeZoneInfo.Utc));

        Assert.Equal(expected, text.ToString().Contains('\e', StringComparison.Ordinal));
        Assert.Contains("a problem", text.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Stop_AtAnyTime_EndsEscapeCodes()
    {
        using var text = new StringWriter();
        var console = Colors.Create(new Output(text, true), redirected: true, name => name == "FORCE_COLOR" ? "1" : null);

        Colors.Stop(console);
        console.Write(StudyText.Card(Samples.Status(problems: ["a problem"]), TimeZoneInfo.Utc));

        Assert.DoesNotContain("\e", text.ToString(), StringComparison.Ordinal);
    }

    private sealed class Output(TextWriter writer, bool isTerminal) : IAnsiConsoleOutput
    {
        public TextWriter Writer => writer;

        public bool IsTerminal => isTerminal;

        public int Width => 80;

        public int Height => 24;

        public void SetEncoding(System.Text.Encoding encoding)
        {
        }
    }
}
