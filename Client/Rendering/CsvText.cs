using System.Text.Json;

namespace JointQP.Client.Rendering;

/// <summary>Comma-separated values as in RFC 4180: lines end with CR LF, and what holds a comma, a quote or a line's end stands in quotes.</summary>
internal static class CsvText
{
    /// <summary>What ends every line.</summary>
    public const string LineEnd = "\r\n";

    /// <summary>The header and all rows, without the last line's end.</summary>
    public static string Of(CsvTable table) => string.Join(LineEnd, table.Rows.Select(Line).Prepend(Line(table.Header)));

    /// <summary>One line without its end. Values are written as JSON writes them: numbers so that reading gives the same bits.</summary>
    public static string Line(IEnumerable<object?> values) => string.Join(',', values.Select(value => Quoted(ValueOf(value))));

    /// <summary>A value as it stands in a field, before it is quoted.</summary>
    public static string ValueOf(object? value)
    {
        var element = JsonText.ElementOf(value);
        return element.ValueKind switch
        {
            JsonValueKind.Null => "",
            JsonValueKind.String => element.GetString()!,
            _ => element.GetRawText(),
        };
    }

    private static string Quoted(string text) =>
        text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
