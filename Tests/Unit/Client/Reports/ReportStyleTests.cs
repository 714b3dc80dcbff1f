using System.Globalization;
using System.Text.RegularExpressions;
using JointQP.Client.Reports;

namespace JointQP.Tests.Unit.Client.Reports;

public sealed partial class ReportStyleTests
{
    [Fact]
    public void Css_NumbersInCells_StandOutFromEveryShade()
    {
        var dark = Exceptions().Match(ReportStyle.Css).Groups["shades"].Value;
        var shades = Fills().Matches(ReportStyle.Css).SelectMany(match => match.Groups["name"].Captures.Select(name => (Name: name.Value, Fill: match.Groups["fill"].Value))).ToList();

        Assert.Equal(19, shades.Count);
        Assert.All(shades, shade =>
        {
            var text = dark.Contains($".on.{shade.Name}", StringComparison.Ordinal) ? "111111" : "ffffff";
            var (one, other) = (Luminance(Full(shade.Fill)), Luminance(text));
            Assert.True((Math.Max(one, other) + 0.05) / (Math.Min(one, other) + 0.05) >= 4.5, $"{shade.Name}: #{text} on #{shade.Fill}");
        });
    }

    private static string Full(string colour) => colour.Length == 6 ? colour : string.Concat(colour.Select(digit => $"{digit}{digit}"));

    /// <summary>The relative luminance of WCAG 2.1.</summary>
    private static double Luminance(string colour)
    {
        double[] parts = [.. Enumerable.Range(0, 3).Select(at => int.Parse(colour.AsSpan(at * 2, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0)
            .Select(part => part <= 0.04045 ? part / 12.92 : Math.Pow((part + 0.055) / 1.055, 2.4))];
        return (0.2126 * parts[0]) + (0.7152 * parts[1]) + (0.0722 * parts[2]);
    }

    [GeneratedRegex("svg \\.on\\{fill:#fff\\}(?<shades>[^{]+)\\{fill:#111\\}", RegexOptions.ExplicitCapture)]
    private static partial Regex Exceptions();

    [GeneratedRegex("(\\.(?<name>h[0-8]|v[pm][0-4]),?)+\\{fill:#(?!111})(?<fill>[0-9a-f]{6}|[0-9a-f]{3})\\}", RegexOptions.ExplicitCapture)]
    private static partial Regex Fills();
}
