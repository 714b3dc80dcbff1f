using System.Collections.Immutable;
using JointQP.Client.Commands;
using JointQP.Client.Hosting;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace JointQP.Client.Rendering;

/// <summary>Where a setting comes from.</summary>
internal enum SettingSource
{
    /// <summary>It was set nowhere.</summary>
    Default,

    /// <summary>The file of settings.</summary>
    File,

    /// <summary>An environment variable.</summary>
    Environment,

    /// <summary>An option of this command line.</summary>
    Option,
}

/// <summary>A setting as it counts for a command.</summary>
/// <param name="Key">Its name in the file.</param>
/// <param name="Value">Its value.</param>
/// <param name="Source">Where that comes from.</param>
/// <param name="Name">The option or the variable that set it; null for the others.</param>
internal sealed record Setting(string Key, string Value, SettingSource Source, string? Name);

/// <summary>What counts for the console, and why.</summary>
/// <param name="File">The file of settings; null for a user without a home folder.</param>
/// <param name="Settings">Each setting.</param>
internal sealed record SettingsReport(string? File, ImmutableArray<Setting> Settings)
{
    /// <summary>What counts after these options.</summary>
    /// <param name="settings">The file.</param>
    /// <param name="data">The data directory.</param>
    /// <param name="dataGiven">Whether it is given as an option.</param>
    /// <param name="form">The form of output, when it is given as an option.</param>
    /// <param name="noColor">Whether colours are switched off by an option.</param>
    public static SettingsReport Of(ConsoleSettings settings, DataDirectory data, bool dataGiven, OutputForms? form, bool noColor)
    {
        bool Has(string variable) => settings.Environment(variable) is { Length: > 0 };
        string Kept(string key, string otherwise) => settings.Values.GetValueOrDefault(key, otherwise);
        SettingSource SourceOf(string key) => settings.Values.ContainsKey(key) ? SettingSource.File : SettingSource.Default;
        var forced = Colors.ForceVariables.FirstOrDefault(name => settings.Environment(name) is not (null or "" or "0"));
        return new SettingsReport(
            settings.File,
            [
                dataGiven ? new Setting(ConsoleSettings.Data, data.Path, SettingSource.Option, "--data")
                    : Has(DataDirectory.Variable) ? new Setting(ConsoleSettings.Data, data.Path, SettingSource.Environment, DataDirectory.Variable)
                    : new Setting(ConsoleSettings.Data, data.Path, SourceOf(ConsoleSettings.Data), null),
                form is { } asked ? new Setting(ConsoleSettings.Output, CommonOptions.WordOf(asked), SettingSource.Option, "--output")
                    : new Setting(ConsoleSettings.Output, Kept(ConsoleSettings.Output, "table"), SourceOf(ConsoleSettings.Output), null),
                noColor ? new Setting(ConsoleSettings.Color, "never", SettingSource.Option, "--no-color")
                    : Has(Colors.NoColorVariable) ? new Setting(ConsoleSettings.Color, "never", SettingSource.Environment, Colors.NoColorVariable)
                    : forced is not null ? new Setting(ConsoleSettings.Color, "always", SettingSource.Environment, forced)
                    : new Setting(ConsoleSettings.Color, Kept(ConsoleSettings.Color, "auto"), SourceOf(ConsoleSettings.Color), null),
            ]);
    }

    /// <summary>For people.</summary>
    public static IRenderable Table(SettingsReport report)
    {
        var table = Tables.New("setting", "value", "from");
        foreach (var setting in report.Settings)
            table.Row(setting.Key, setting.Value, From(setting));
        return new Rows(table, new Text(report.File is null ? "no file of settings: this user has no home folder" : $"file {report.File}{(System.IO.File.Exists(report.File) ? "" : " (not there yet)")}", new Style(Color.Grey)));
    }

    /// <summary>For programs.</summary>
    public static CsvTable Rows(SettingsReport report) => CsvTable.Of(
        report.Settings,
        new("key", s => s.Key),
        new("value", s => s.Value),
        new("source", s => s.Source),
        new("name", s => s.Name));

    private static string From(Setting setting) => setting.Source switch
    {
        SettingSource.Option => $"option {setting.Name}",
        SettingSource.Environment => $"variable {setting.Name}",
        SettingSource.File => "file",
        _ => "default",
    };
}
