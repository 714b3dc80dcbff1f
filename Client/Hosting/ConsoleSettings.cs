using System.Collections.Immutable;
using JointQP.Client.Commands;
using JointQP.Client.Files;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace JointQP.Client.Hosting;

/// <summary>What the user has set once for all commands, in a file. An environment variable wins over it, and an option over both.</summary>
/// <param name="Environment">Looks a real environment variable up.</param>
/// <param name="File">The file; null for a user without a home folder.</param>
/// <param name="Values">What is set, by key.</param>
internal sealed record ConsoleSettings(Func<string, string?> Environment, string? File, ImmutableSortedDictionary<string, string> Values)
{
    /// <summary>The key of the data directory.</summary>
    public const string Data = "data";

    /// <summary>The key of the form of output.</summary>
    public const string Output = "output";

    /// <summary>The key of colours: <c>auto</c> or <c>never</c>.</summary>
    public const string Color = "color";

    /// <summary>What may be set, with the rule for its value.</summary>
    public static ImmutableSortedDictionary<string, string> Keys { get; } = ImmutableSortedDictionary<string, string>.Empty
        .Add(Data, "a folder")
        .Add(Output, $"one of {string.Join(", ", CommonOptions.Forms)}")
        .Add(Color, "one of auto, never");

    /// <summary>Nothing is set.</summary>
    public static ConsoleSettings None(Func<string, string?> environment) => new(environment, FileOf(environment), ImmutableSortedDictionary<string, string>.Empty);

    /// <summary>Reads the file; without one, nothing is set.</summary>
    /// <exception cref="ConsoleException">The file cannot be read, or has a key or a value that it must not have.</exception>
    public static ConsoleSettings Load(Func<string, string?> environment)
    {
        var none = None(environment);
        try
        {
            return none.File is { } file && System.IO.File.Exists(file) ? none with { Values = Read(file) } : none;
        }
        catch (YamlException e)
        {
            throw new ConsoleException(ExitCode.BadInput, $"{none.File}:{e.Start.Line}:{e.Start.Column}: {e.Message.TrimEnd('.')}; mend the file or delete it", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConsoleException(ExitCode.BadInput, $"{none.File} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Checks a value and brings it into the form that is stored.</summary>
    /// <returns>The value; or what is wrong with it.</returns>
    public static (string? Value, string? Problem) Check(string key, string value) => key switch
    {
        Data when value.StartsWith("~/", StringComparison.Ordinal) || Path.IsPathRooted(value) => (value, null),
        Data => (null, $"{key}: found '{value}', allowed is a folder's whole path"),
        Output when CommonOptions.Forms.Contains(value) => (value, null),
        Color when value is "auto" or "never" => (value, null),
        Output => (null, WordOption.Wrong(key, value, CommonOptions.Forms)),
        Color => (null, WordOption.Wrong(key, value, ["auto", "never"])),
        _ => (null, UnknownKey(key)),
    };

    /// <summary>What to tell of a key that there is not.</summary>
    public static string UnknownKey(string key) => $"there is no setting '{key}'; allowed: {string.Join(", ", Keys.Keys)}; nearest: {NearNames.Of(key, Keys.Keys).First()}";

    /// <summary>The environment with what is set here where it says nothing itself.</summary>
    public string? Over(string name)
    {
        if (Environment(name) is { Length: > 0 } value)
            return value;
        return name == DataDirectory.Variable && Values.TryGetValue(Data, out var data) ? Whole(data) : null;
    }

    /// <summary>Stores other values: the file is whole at every moment.</summary>
    /// <exception cref="ConsoleException">It cannot be written, or this user has no home folder.</exception>
    public ConsoleSettings Store(ImmutableSortedDictionary<string, string> values)
    {
        var file = File ?? throw new ConsoleException(ExitCode.BadInput, "this user has no home folder to keep settings in; name a folder with XDG_CONFIG_HOME");
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            WholeFile.Write(file, values.IsEmpty ? "" : Rendering.YamlText.Of(values) + "\n");
            return this with { Values = values };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConsoleException(ExitCode.BadInput, $"{file} cannot be written: {e.Message}", e);
        }
    }

    /// <summary><c>jointqp/config.yaml</c> in <c>$XDG_CONFIG_HOME</c>, else in <c>~/.config</c> (https://specifications.freedesktop.org/basedir-spec).</summary>
    private static string? FileOf(Func<string, string?> environment)
    {
        // A relative one is to be ignored, says the specification.
        var folder = environment("XDG_CONFIG_HOME") is { Length: > 0 } named && Path.IsPathRooted(named) ? named
            : environment("HOME") is { Length: > 0 } home ? Path.Combine(home, ".config")
            : environment("APPDATA") is { Length: > 0 } roaming ? roaming
            : null;
        return folder is null ? null : Path.Combine(folder, "jointqp", "config.yaml");
    }

    private static ImmutableSortedDictionary<string, string> Read(string file)
    {
        using var text = new StringReader(System.IO.File.ReadAllText(file));
        var yaml = new YamlStream();
        yaml.Load(text);
        if (yaml.Documents.Count == 0)
            return ImmutableSortedDictionary<string, string>.Empty;
        var root = yaml.Documents[0].RootNode as YamlMappingNode ?? throw Wrong(file, yaml.Documents[0].RootNode, "found something else than keys with values");
        var values = ImmutableSortedDictionary.CreateBuilder<string, string>();
        foreach (var (key, node) in root.Children)
        {
            var (value, problem) = Check(key.ToString(), (node as YamlScalarNode)?.Value ?? "");
            values[key.ToString()] = value ?? throw Wrong(file, key, problem!);
        }

        return values.ToImmutable();
    }

    private static ConsoleException Wrong(string file, YamlNode place, string what) =>
        new(ExitCode.BadInput, $"{file}:{place.Start.Line}:{place.Start.Column}: {what}; mend the file or delete it");

    /// <summary>A person who writes the file by hand may mean the home folder by a tilde, as in a shell.</summary>
    private string Whole(string folder) =>
        folder.StartsWith("~/", StringComparison.Ordinal) && Environment("HOME") is { Length: > 0 } home ? Path.Combine(home, folder[2..]) : folder;
}
