using System.Text.Json;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace JointQP.Client.Rendering;

/// <summary>YAML that holds the same tree as <see cref="JsonText"/>: whatever reads both gets equal data.</summary>
internal static partial class YamlText
{
    /// <summary>One document, without its markers and the last line's end.</summary>
    public static string Of<T>(T value)
    {
        using var text = new StringWriter { NewLine = "\n" };
        new YamlStream(new YamlDocument(Node(JsonText.ElementOf(value)))).Save(new Emitter(text, new EmitterSettings(2, int.MaxValue, false, int.MaxValue)), false);
        var lines = text.ToString().ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        return string.Join('\n', lines[^1] == "..." ? lines[..^1] : lines);
    }

    private static YamlNode Node(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => new YamlMappingNode(element.EnumerateObject().Select(pair => KeyValuePair.Create((YamlNode)String(pair.Name), Node(pair.Value)))),
        JsonValueKind.Array => new YamlSequenceNode(element.EnumerateArray().Select(Node)),
        JsonValueKind.String => String(element.GetString()!),
        JsonValueKind.Number => Plain(Number(element.GetRawText())),
        _ => Plain(element.GetRawText()),
    };

    private static YamlScalarNode Plain(string text) => new(text) { Style = ScalarStyle.Plain };

    /// <summary>A text in quotes unless it is plainly a word: "yes", "1e3" and "~" mean something else to one reader or another.</summary>
    private static YamlScalarNode String(string text) =>
        new(text) { Style = Word().IsMatch(text) && !Reserved().IsMatch(text) ? ScalarStyle.Plain : ScalarStyle.DoubleQuoted };

    /// <summary>Readers of YAML 1.1 take "1E-05" for a text: a number with an exponent needs its point.</summary>
    private static string Number(string json)
    {
        var exponent = json.IndexOf('E', StringComparison.OrdinalIgnoreCase);
        return exponent < 0 || json.Contains('.', StringComparison.Ordinal) ? json : json.Insert(exponent, ".0");
    }

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_./-]*\z")]
    private static partial Regex Word();

    [GeneratedRegex(@"^(y|yes|n|no|on|off|true|false|null|nan|inf|infinity)\z", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Reserved();
}
