using System.CommandLine;
using System.CommandLine.Parsing;
using JointQP.Client.Hosting;

namespace JointQP.Client.Commands;

/// <summary>A command line that could not be understood.</summary>
internal static class WrongWords
{
    /// <summary>Whether an option that does not exist was taken for an argument, as in <c>study show --jsn</c>. After <c>--</c> anything goes.</summary>
    public static bool HasStray(ParseResult result) => Stray(result).Any();

    /// <summary>Says what is wrong in one line each and where the help is; a command without its verb gets its help.</summary>
    public static async Task<int> Explain(ParseResult result, InvocationConfiguration configuration, Terminal terminal)
    {
        var command = result.CommandResult.Command;
        var path = PathOf(command);
        if (command.Subcommands.Count > 0 && result.UnmatchedTokens.Count == 0 && result.Errors.Count == 1 && result.Errors[0].SymbolResult is not OptionResult)
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

    /// <summary>A command as it is typed.</summary>
    public static string PathOf(Command command) =>
        command is RootCommand ? "jointqp" : $"{PathOf(command.Parents.OfType<Command>().First())} {command.Name}";

    private static IEnumerable<string> Messages(ParseResult result)
    {
        var command = result.CommandResult.Command;
        var unknown = Stray(result).Concat(result.UnmatchedTokens.Where(IsOption)).ToList();
        if (unknown.Count > 0)
            return unknown.Select(found => $"'{found}' is not known here; nearest: {string.Join(", ", NearNames.Of(found.Split('=')[0], OptionsOf(command)))}");
        if (command.Subcommands.Count > 0 && result.UnmatchedTokens.Count > 0)
        {
            var found = result.UnmatchedTokens[0];
            return [$"'{found}' is not known here; nearest: {string.Join(", ", NearNames.Of(found, command.Subcommands.Select(c => c.Name)))}"];
        }

        return result.Errors.Select(e => string.Join(' ', e.Message.Split((char[])['\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries)));
    }

    private static IEnumerable<string> Stray(ParseResult result)
    {
        if (result.Tokens.Any(token => token.Type == TokenType.DoubleDash))
            return [];
        return result.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens).Select(token => token.Value).Where(IsOption);
    }

    private static bool IsOption(string token) => token.Length > 1 && token[0] == '-';

    /// <summary>The long names of a command's own options and of those that every command knows.</summary>
    private static IEnumerable<string> OptionsOf(Command command) =>
        command.Options.Concat(command.Parents.OfType<Command>().SelectMany(Inherited)).Select(option => option.Name).Distinct(StringComparer.Ordinal);

    private static IEnumerable<Option> Inherited(Command command) =>
        command.Options.Where(option => option.Recursive).Concat(command.Parents.OfType<Command>().SelectMany(Inherited));
}
