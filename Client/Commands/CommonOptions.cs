using System.CommandLine;
using JointQP.Client.Hosting;
using JointQP.Client.Rendering;

namespace JointQP.Client.Commands;

/// <summary>The options that every command knows.</summary>
internal sealed class CommonOptions
{
    /// <summary>The words for the forms of output.</summary>
    public static IReadOnlyList<string> Forms { get; } = ["table", "json", "csv", "yaml"];

    private readonly OutputForms _usual;

    /// <summary>With the form of output that counts where none is given.</summary>
    public CommonOptions(OutputForms usual = OutputForms.Table) => (_usual, Output) = (usual, FormOption());

    /// <summary>The data directory as it was given; null when it was not.</summary>
    public Option<string?> Data { get; } = new("--data")
    {
        Recursive = true,
        HelpName = "folder",
        Description = $"The data directory. Default: ${DataDirectory.Variable}, else the setting 'data', else jointqp in the user's folder for application data (demo: a folder 'demo' in it)",
    };

    /// <summary>The form of the output.</summary>
    public Option<OutputForms> Output { get; }

    /// <summary>Whether only data and errors are told.</summary>
    public Option<bool> Quiet { get; } = new("--quiet", "-q")
    {
        Recursive = true,
        Description = "No messages but errors; commands that create or find something print only its name",
    };

    /// <summary>Whether colours are left out.</summary>
    public Option<bool> NoColor { get; } = new("--no-color")
    {
        Recursive = true,
        Description = "No colours, as with the environment variable NO_COLOR; a pipe gets none anyway",
    };

    /// <summary>Whether details are told.</summary>
    public Option<bool> Verbose { get; } = new("--verbose")
    {
        Recursive = true,
        Description = "Tell the details of errors, and what the connection to the cluster logs",
    };

    /// <summary>Arguments that are names, which shells complete.</summary>
    public NameCompletions Names(Terminal terminal) => new(terminal, Data);

    /// <summary>Adds them to the root.</summary>
    public void AddTo(RootCommand root)
    {
        root.Add(Data);
        root.Add(Output);
        root.Add(Quiet);
        root.Add(NoColor);
        root.Add(Verbose);
    }

    /// <summary>What was given, for a command on the usual data directory.</summary>
    /// <exception cref="ConsoleException">The command has no such form of output.</exception>
    public Call Read(ParseResult result, Terminal terminal) =>
        Read(result, terminal, DataDirectory.Resolve(result.GetValue(Data), terminal.Environment)) with { Cluster = ClusterName.Of(terminal.Environment) };

    /// <summary>What was given, for a command on this data directory and whatever runs there.</summary>
    /// <exception cref="ConsoleException">The command has no such form of output.</exception>
    public Call Read(ParseResult result, Terminal terminal, DataDirectory data)
    {
        var form = FormGiven(result) ?? _usual;
        // Before anything is done: a command that did its work and then could not tell would be worse than one that refuses.
        if (result.CommandResult.Command is Verb verb && !verb.Forms.HasFlag(form))
        {
            // One that was set for all commands gives way to the only form there is.
            if (FormGiven(result) is null)
                return new Call(terminal, data, OutputForms.Table, result.GetValue(Quiet), result.GetValue(Verbose));
            var allowed = Forms.Where(word => verb.Forms.HasFlag(FormOf(word)));
            throw new ConsoleException(ExitCode.BadInput, $"'{WrongWords.PathOf(verb)}' has no {WordOf(form)} form; allowed for it: {string.Join(", ", allowed)}");
        }

        return new Call(terminal, data, form, result.GetValue(Quiet), result.GetValue(Verbose));
    }

    private static Option<OutputForms> FormOption()
    {
        var option = new Option<OutputForms>("--output", "-o")
        {
            Recursive = true,
            HelpName = string.Join('|', Forms),
            Description = "The form of what is printed; all but table put nothing but data on the standard output. Default: the setting 'output', else table",
            CustomParser = result =>
            {
                var found = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
                if (Forms.Contains(found))
                    return FormOf(found);
                result.AddError(WordOption.Wrong("--output", found, Forms));
                return OutputForms.Table;
            },
        };
        option.CompletionSources.Clear();
        option.CompletionSources.Add([.. Forms]);
        return option;
    }

    /// <summary>The form of output that was given on the command line; null when none was.</summary>
    public OutputForms? FormGiven(ParseResult result) => result.GetResult(Output) is { Implicit: false } ? result.GetValue(Output) : null;

    /// <summary>The word for a form.</summary>
    public static string WordOf(OutputForms form) => Forms.First(word => FormOf(word) == form);

    /// <summary>The form of a word.</summary>
    public static OutputForms FormOf(string word) => Enum.Parse<OutputForms>(word, ignoreCase: true);
}
