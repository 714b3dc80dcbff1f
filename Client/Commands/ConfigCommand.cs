using System.Collections.Immutable;
using System.CommandLine;
using JointQP.Client.Hosting;
using JointQP.Client.Rendering;

namespace JointQP.Client.Commands;

/// <summary><c>jointqp config …</c></summary>
internal static class ConfigCommand
{
    public static Command Create(Terminal terminal, CommonOptions options) => new Verb("config", "See and change what counts for all commands",
        """
        Examples:
          jointqp config show
          jointqp config set data ~/studies
          jointqp config unset data

        An option wins over an environment variable, and that over the file of
        settings: jointqp/config.yaml in $XDG_CONFIG_HOME, else in ~/.config.
        """, OutputForms.All, Exits.Local)
    {
        Show(terminal, options),
        Set(terminal, options),
        Unset(terminal, options),
    };

    private static Verb Show(Terminal terminal, CommonOptions options)
    {
        var show = new Verb("show", "Show the settings that count, and where each comes from",
            """
            Examples:
              jointqp config show
              jointqp config show -o csv
            """, OutputForms.All, Exits.Local);
        show.SetAction(result => Print(result, terminal, options, ConsoleSettings.Load(terminal.Settings.Environment)));
        return show;
    }

    private static Verb Set(Terminal terminal, CommonOptions options)
    {
        var key = Key();
        var value = new Argument<string>("value") { Description = "Its value: data takes a folder, output table, json, csv or yaml, color auto or never" };
        var set = new Verb("set", "Set something for all commands from now on",
            """
            Examples:
              jointqp config set data ~/studies
              jointqp config set output json
              jointqp config set color never
            """, OutputForms.All, Exits.Local) { key, value };
        set.SetAction(result =>
        {
            var (name, found) = (result.GetRequiredValue(key), result.GetRequiredValue(value));
            // Where the command is given, a relative folder has a meaning; in the file it would have another one each time.
            var (stored, problem) = ConsoleSettings.Check(name, name == ConsoleSettings.Data && found.Length > 0 ? Path.TrimEndingDirectorySeparator(Path.GetFullPath(found)) : found);
            return problem is not null
                ? throw new ConsoleException(ExitCode.BadInput, problem)
                : Store(result, terminal, options, values => values.SetItem(name, stored!));
        });
        return set;
    }

    private static Verb Unset(Terminal terminal, CommonOptions options)
    {
        var key = Key();
        var unset = new Verb("unset", "Forget what was set, so that the default counts again. Repeating it changes nothing",
            """
            Examples:
              jointqp config unset output
            """, OutputForms.All, Exits.Local) { key };
        unset.SetAction(result =>
        {
            var name = result.GetRequiredValue(key);
            return ConsoleSettings.Keys.ContainsKey(name)
                ? Store(result, terminal, options, values => values.Remove(name))
                : throw new ConsoleException(ExitCode.BadInput, ConsoleSettings.UnknownKey(name));
        });
        return unset;
    }

    private static Argument<string> Key()
    {
        var key = new Argument<string>("key") { Description = $"What to set: {string.Join(", ", ConsoleSettings.Keys.Keys)}" };
        key.CompletionSources.Add([.. ConsoleSettings.Keys.Keys]);
        return key;
    }

    private static int Store(
        ParseResult result, Terminal terminal, CommonOptions options, Func<ImmutableSortedDictionary<string, string>, ImmutableSortedDictionary<string, string>> change)
    {
        var settings = ConsoleSettings.Load(terminal.Settings.Environment);
        return Print(result, terminal, options, settings.Store(change(settings.Values)));
    }

    private static int Print(ParseResult result, Terminal terminal, CommonOptions options, ConsoleSettings settings)
    {
        var given = result.GetValue(options.Data);
        var data = DataDirectory.Resolve(given, settings.Over);
        var report = SettingsReport.Of(settings, data, !string.IsNullOrWhiteSpace(given), options.FormGiven(result), result.GetValue(options.NoColor));
        options.Read(result, terminal, data).Print(report, SettingsReport.Table, SettingsReport.Rows, r => r.Settings.Select(setting => $"{setting.Key}={setting.Value}"));
        return ExitCode.Ok;
    }
}
