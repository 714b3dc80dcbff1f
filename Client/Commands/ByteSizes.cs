using System.CommandLine;
using System.Globalization;

namespace JointQP.Client.Commands;

/// <summary>Options that take a size in bytes.</summary>
internal static class ByteSizes
{
    /// <summary>An option whose error says what was found and what is allowed. Null when it is not given.</summary>
    public static Option<double?> Option(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "size",
        CustomParser = result =>
        {
            var found = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            if (Parse(found) is { } bytes)
                return bytes;
            result.AddError($"{name}: found '{found}', allowed is a number above 0 of B, kB, MB or GB, such as 30kB (units of 1000; without one it is bytes)");
            return null;
        },
    };

    private static double? Parse(string text)
    {
        var number = text.TrimEnd([.. "kKmMgGbB "]);
        double? unit = text[number.Length..].TrimStart().ToUpperInvariant() switch { "" or "B" => 1, "KB" => 1e3, "MB" => 1e6, "GB" => 1e9, _ => null };
        return double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var size) && size > 0 ? size * unit : null;
    }
}
