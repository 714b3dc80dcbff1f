using System.Text;
using JointQP.Client.Hosting;
using Microsoft.Extensions.Time.Testing;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace JointQP.Tests.Unit.Client;

/// <summary>A console of 80 columns that nobody looks at.</summary>
internal sealed class Recorded
{
    private readonly StringBuilder _out = new();
    private readonly StringBuilder _error = new();

    public Recorded(params (string Name, string Value)[] environment)
    {
        var variables = environment.ToDictionary(pair => pair.Name, pair => pair.Value, StringComparer.Ordinal);
        Terminal = new Terminal(Create(_out), Create(_error), Time, name => variables.GetValueOrDefault(name), Interrupts);
    }

    public static DateTimeOffset Start { get; } = new(2030, 5, 6, 7, 8, 9, TimeSpan.Zero);

    public FakeTimeProvider Time { get; } = new(Start);

    public Interrupts Interrupts { get; } = new();

    public Terminal Terminal { get; }

    public string Out => Text(_out);

    public string Error => Text(_error);

    public static string Render(IRenderable renderable)
    {
        var recorded = new Recorded();
        recorded.Terminal.Out.Write(renderable);
        return recorded.Out;
    }

    private static IAnsiConsole Create(StringBuilder text)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(new StringWriter(text)),
        });
        console.Profile.Width = 80;
        console.Profile.Capabilities.Unicode = true;
        return console;
    }

    private static string Text(StringBuilder text) =>
        string.Join('\n', text.ToString().ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimEnd())).TrimEnd('\n');
}
