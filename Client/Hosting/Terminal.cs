using JointQP.Client.Rendering;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace JointQP.Client.Hosting;

/// <summary>What the console touches of the world around it besides files and the cluster.</summary>
/// <param name="Out">Data.</param>
/// <param name="Error">Messages.</param>
/// <param name="Time">The clock.</param>
/// <param name="Environment">Looks an environment variable up; null when it is not set.</param>
/// <param name="Interrupts">Ctrl-C and SIGTERM.</param>
internal sealed record Terminal(
    IAnsiConsole Out,
    IAnsiConsole Error,
    TimeProvider Time,
    Func<string, string?> Environment,
    Interrupts Interrupts)
{
    /// <summary>Columns of tables where there is no terminal to ask.</summary>
    private const int PipeWidth = 100;

    /// <summary>Reads a person's answer; null where nobody can be asked, as in a pipe.</summary>
    public Func<string?>? Answer { get; init; }

    /// <summary>What is read where a file is named '-'.</summary>
    public TextReader Input { get; init; } = TextReader.Null;

    /// <summary>What the user has set once for all commands; nothing until <see cref="With"/>.</summary>
    public ConsoleSettings Settings { get; private init; } = ConsoleSettings.None(Environment);

    /// <summary>Whether a person looks on, so that a display may redraw itself.</summary>
    public bool IsLive => Out.Profile.Out.IsTerminal && Out.Profile.Capabilities.Ansi;

    /// <summary>The terminal or the pipes of this process.</summary>
    public static Terminal OfProcess(Interrupts interrupts) => new(
        Create(Console.Out, Console.IsOutputRedirected),
        Create(Console.Error, Console.IsErrorRedirected),
        TimeProvider.System,
        System.Environment.GetEnvironmentVariable,
        interrupts)
    {
        Answer = Console.IsInputRedirected ? null : Console.ReadLine,
        Input = Console.In,
    };

    /// <summary>The same with what the user has set.</summary>
    public Terminal With(ConsoleSettings settings) => this with { Settings = settings, Environment = settings.Over };

    /// <summary>A line of data, as it is: neither wrapped nor coloured.</summary>
    public void Print(string line) => Out.Profile.Out.Writer.WriteLine(line);

    /// <summary>Data with line ends of its own.</summary>
    public void Write(string text) => Out.Profile.Out.Writer.Write(text);

    /// <summary>Data for people.</summary>
    public void Show(IRenderable renderable)
    {
        Out.Write(renderable);
        if (renderable is Text)
            Out.WriteLine();
    }

    /// <summary>Leaves colours and all other looks of letters out from now on.</summary>
    public void StopColors()
    {
        Colors.Stop(Out);
        Colors.Stop(Error);
    }

    /// <summary>A line for people that is no data; on a terminal broken between words where it is too long.</summary>
    public void Tell(string line)
    {
        foreach (var part in Error.Profile.Out.IsTerminal ? Words.Wrap(line, Error.Profile.Width) : [line])
            Error.Profile.Out.Writer.WriteLine(part);
    }

    /// <summary>Asks a question that is answered in the same line; null when the input has ended.</summary>
    /// <exception cref="InvalidOperationException">There is nobody to ask.</exception>
    public async Task<string?> Ask(string question, CancellationToken cancellationToken)
    {
        var answer = Answer ?? throw new InvalidOperationException("There is nobody to ask.");
        Error.Profile.Out.Writer.Write(question + " ");
        Error.Profile.Out.Writer.Flush();
        return await Task.Run(answer, cancellationToken).WaitAsync(cancellationToken);
    }

    private static IAnsiConsole Create(TextWriter writer, bool redirected)
    {
        var console = Colors.Create(new AnsiConsoleOutput(writer), redirected, System.Environment.GetEnvironmentVariable);
        if (redirected)
            console.Profile.Width = PipeWidth;
        return console;
    }
}
