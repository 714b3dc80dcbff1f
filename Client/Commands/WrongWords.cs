using System.CommandLine;
using JointQP.Client.Hosting;

namespace JointQP.Client.Commands;

/// <summary>A command line that could not be understood.</summary>
internal static class WrongWords
{
    /// <summary>Says what is wrong in one line each and where the help is; a command without its verb gets its help.</summary>
    public static async Task<int> Explain(ParseResult result, InvocationConfiguration configuration, Terminal terminal)
    {
        var command = result.CommandResult.Command;
        var path = PathOf(command);
        if (command.Subcommands.Count > 0 && result.UnmatchedTokens.Count == 0 && result.Errors.Count == 1)
        {
            await command.Parse(["--help"]).InvokeAsync(configuration);
            terminal.Tell($"jointqp: '{path}' needs a command: one of {string.Join(", ", command.Subcommands.Select(c => c.Name))}");
            return ExitCode.BadInput;
        }

        foreach (var message in Messages(result).Distinct())
            terminal.Tell("jointqp: " + message);
        terminal.Tell($"jointqp: see '{path} --help'");
        return ExitCode.BadInput;
    }

    private static IEnumerable<string> Messages(ParseResult result)
    {
        var command = result.CommandResult.Command;
        if (command.Subcommands.Count > 0 && result.UnmatchedTokens.Count > 0 && !result.UnmatchedTokens[0].StartsWith('-'))
        {
            var found = result.UnmatchedTokens[0];
            return [$"'{found}' is not known here; nearest: {string.Join(", ", NearNames.Of(found, command.Subcommands.Select(c => c.Name)))}"];
        }

        return result.Errors.Select(e => string.Join(' ', e.Message.Split((char[])['\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries)));
    }

    private static string PathOf(Command command) =>
        command is RootCommand ? "jointqp" : $"{PathOf(command.Parents.OfType<Command>().First())} {command.Name}";
}
