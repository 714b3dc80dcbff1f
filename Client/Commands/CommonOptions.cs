using System.CommandLine;
using JointQP.Client.Hosting;

namespace JointQP.Client.Commands;

/// <summary>The options that every command knows.</summary>
internal sealed class CommonOptions
{
    /// <summary>The data directory as it was given; null when it was not.</summary>
    public Option<string?> Data { get; } = new("--data")
    {
        Recursive = true,
        HelpName = "folder",
        Description = $"The data directory. Default: ${DataDirectory.Variable}, else jointqp in the user's folder for application data (demo: a folder 'demo' in it)",
    };

    /// <summary>The form of the output.</summary>
    public Option<string> Output { get; } = new Option<string>("--output", "-o")
    {
        Recursive = true,
        DefaultValueFactory = _ => "table",
        Description = "The form of what is printed; json puts nothing but data on the standard output",
    }.AcceptOnlyFromAmong("table", "json");

    /// <summary>Whether details are told.</summary>
    public Option<bool> Verbose { get; } = new("--verbose")
    {
        Recursive = true,
        Description = "Tell the details of errors, and what the connection to the cluster logs",
    };

    /// <summary>Adds them to the root.</summary>
    public void AddTo(RootCommand root)
    {
        root.Add(Data);
        root.Add(Output);
        root.Add(Verbose);
    }

    /// <summary>What was given, for a command on the usual data directory.</summary>
    public Call Read(ParseResult result, Terminal terminal) => Read(result, terminal, DataDirectory.Resolve(result.GetValue(Data), terminal.Environment));

    /// <summary>What was given, for a command on this data directory.</summary>
    public Call Read(ParseResult result, Terminal terminal, DataDirectory data) =>
        new(terminal, data, result.GetValue(Output) == "json", result.GetValue(Verbose));
}
