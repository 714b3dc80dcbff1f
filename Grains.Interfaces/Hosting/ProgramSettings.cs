using System.Text.Json;

namespace JointQP.Grains.Interfaces.Hosting;

/// <summary>
/// Where a silo or a worker reads its settings, beside the command line, which wins: the environment (<c>--silo-port</c> is
/// <c>JOINTQP_SILO_PORT</c>), then <c>appsettings.json</c> in the working directory, with a section for each program (<c>"Silo": { "silo-port": 11111 }</c>).
/// </summary>
public static class ProgramSettings
{
    /// <summary>The settings file, looked for in the working directory.</summary>
    public const string FileName = "appsettings.json";

    /// <summary>The environment variable of an option.</summary>
    public static string VariableOf(string option)
    {
        ArgumentNullException.ThrowIfNull(option);
        return "JOINTQP_" + option.TrimStart('-').Replace('-', '_').ToUpperInvariant();
    }

    /// <summary>The command line with what it leaves to the environment and the file.</summary>
    /// <param name="arguments">As they were given.</param>
    /// <param name="options">The options that the program has, such as <c>--silo-port</c>.</param>
    /// <param name="environment">Looks a variable up.</param>
    /// <param name="file">The settings file; it may be missing.</param>
    /// <param name="section">The program's section in it.</param>
    /// <exception cref="FormatException">The file is not understood, or sets what the program does not have; says where and what to do.</exception>
    public static IReadOnlyList<string> Complete(
        IReadOnlyList<string> arguments, IReadOnlyCollection<string> options, Func<string, string?> environment, string file, string section)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(environment);
        var set = Read(file, section, options);
        var completed = new List<string>(arguments);
        foreach (var option in options.Where(option => !arguments.Any(argument => argument == option || argument.StartsWith(option + "=", StringComparison.Ordinal))))
        {
            var value = environment(VariableOf(option)) is { Length: > 0 } variable ? variable : set.GetValueOrDefault(option);
            if (value is not null)
                completed.Add($"{option}={value}");
        }

        return completed;
    }

    private static Dictionary<string, string> Read(string file, string section, IReadOnlyCollection<string> options)
    {
        var set = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!File.Exists(file))
            return set;
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllText(file), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            if (!json.RootElement.TryGetProperty(section, out var settings))
                return set;
            foreach (var setting in settings.EnumerateObject())
            {
                if (!options.Contains("--" + setting.Name))
                    throw new FormatException($"{file}: {section}: there is no setting '{setting.Name}'; allowed: {string.Join(", ", options.Select(option => option[2..]).Order(StringComparer.Ordinal))}");
                set["--" + setting.Name] = setting.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number
                    ? setting.Value.ToString()
                    : throw new FormatException($"{file}: {section}: {setting.Name}: found {setting.Value.ValueKind}, allowed is a text or a number");
            }

            return set;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            throw new FormatException($"{file} cannot be read: {e.Message} Mend the file or delete it.", e);
        }
    }
}
