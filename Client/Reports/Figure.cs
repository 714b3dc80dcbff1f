using System.Xml.Linq;
using JointQP.Client.Rendering;

namespace JointQP.Client.Reports;

/// <summary>Pictures and tables as they stand on the page.</summary>
internal static class Figure
{
    /// <summary>A table with more columns takes the width of the page.</summary>
    private const int FewColumns = 10;

    /// <summary>More rows than that are folded away.</summary>
    private const int FewRows = 8;

    /// <summary>A figure with the table of its numbers.</summary>
    /// <param name="title">What it shows.</param>
    /// <param name="reading">How it is read.</param>
    /// <param name="picture">The picture, and what explains its marks.</param>
    /// <param name="tables">Its numbers; long ones fold, and those that are folded already stay so.</param>
    public static XElement Of(string title, string reading, IEnumerable<XElement?> picture, params IEnumerable<XElement?> tables)
    {
        var parts = picture.OfType<XElement>().ToLookup(part => part.Name.LocalName == "svg");
        var drawn = parts[true].ToList();
        return Tag.Of(
            "figure",
            Look(drawn, tables.OfType<XElement>().Where(table => table.Name.LocalName == "div")) is { Length: > 0 } look ? Tag.Class(look) : null,
            Tag.Of("figcaption", Tag.Of("h3", title), Tag.Of("p", reading)),
            drawn.Count == 0 ? null : Tag.Of("div", Tag.Class("pictures"), drawn.Select(svg => Tag.Of("div", Tag.Class("scroll"), svg))),
            parts[false],
            tables.OfType<XElement>().Select(table => table.Name.LocalName == "div" ? Fold(table) : table));
    }

    /// <summary>Wide: the text cannot stand beside the picture. Broad: no other figure can stand beside it.</summary>
    private static string Look(List<XElement> drawn, IEnumerable<XElement> tables) =>
        drawn.Count > 1 ? "wide broad" : drawn.Exists(Svg.IsWide) ? "wide" : tables.Any(table => table.Descendants("th").Count() > FewColumns) ? "broad" : "";

    /// <summary>What a mark or a line means: a small picture of it and words.</summary>
    public static XElement Legend(params IEnumerable<(Action<Svg> Draw, string Meaning)> entries) => Tag.Of("ul", Tag.Class("legend"), entries.Select(entry =>
    {
        var swatch = new Svg(30, 14);
        entry.Draw(swatch);
        var drawn = swatch.Of(entry.Meaning, entry.Meaning);
        drawn.SetAttributeValue("style", null);
        drawn.SetAttributeValue("role", null);
        drawn.SetAttributeValue("aria-hidden", "true");
        drawn.Elements("title").Remove();
        drawn.Elements("desc").Remove();
        return Tag.Of("li", drawn, " ", Tag.Of("span", entry.Meaning));
    }));

    /// <summary>A table; headings that begin with '&gt;' are of numbers and stand to the right.</summary>
    /// <param name="caption">What its rows are.</param>
    /// <param name="headings">One for each column.</param>
    /// <param name="rows">The cells of each row.</param>
    /// <param name="most">Rows that are shown; how many there are in all is told.</param>
    /// <param name="all">How many there are, where <paramref name="rows"/> holds no more than are shown.</param>
    public static XElement Table(string caption, IReadOnlyList<string> headings, IEnumerable<IReadOnlyList<string>> rows, int most = int.MaxValue, int? all = null)
    {
        List<IReadOnlyList<string>> listed = [.. rows];
        var count = all ?? listed.Count;
        var shown = listed.Take(most).ToList();
        return Tag.Of(
            "div",
            Tag.Class("scroll"),
            Tag.Of(
                "table",
                Tag.Of("caption", shown.Count < count ? $"{caption}: {First(shown.Count, count)}" : caption),
                Tag.Of("thead", Tag.Of("tr", headings.Select(heading => Tag.Of("th", Tag.At("scope", "col"), Side(heading), heading.TrimStart('>'))))),
                Tag.Of("tbody", shown.Select(row => Tag.Of("tr", row.Select((cell, at) => Tag.Of("td", Side(headings[at], cell), cell)))))));
    }

    /// <summary>That something is left out.</summary>
    public static string First(int shown, int all) => $"the first {Format.Count(shown)} of {Format.Count(all)}";

    /// <summary>A table folded away behind its caption; one of few rows as it is. What is folded away unfolds in print, but for what would take pages.</summary>
    /// <param name="table">From <see cref="Table"/>.</param>
    /// <param name="few">Rows that are shown as they are.</param>
    public static XElement Fold(XElement table, int few = FewRows)
    {
        var rows = table.Descendants("tr").Count() - 1;
        return rows <= few
            ? table
            : Folded(
                $"Numbers: {table.Descendants("caption").First().Value}",
                table,
                rows > ReportLimits.PrintedRows ? $"Not printed, for it has {Format.Count(rows)} rows: the page on a screen has them, and an export has all that was measured (-o csv)." : null);
    }

    /// <summary>What opens when its summary is pressed.</summary>
    /// <param name="summary">What is told of it.</param>
    /// <param name="content">What opens.</param>
    /// <param name="unprinted">What stands on paper in its place; null where it is printed itself.</param>
    public static XElement Folded(string summary, XElement content, string? unprinted) => unprinted is null
        ? Tag.Of("details", Tag.Of("summary", summary), content)
        : Tag.Of("details", Tag.Class("long"), Tag.Of("summary", summary, Tag.Of("span", Tag.Class("unprinted"), $". {unprinted}")), content);

    /// <summary>Operators that are told without their order: <c>P0.5(w), Q8(w)</c>.</summary>
    public static string Operators(string operators) => operators.Replace(" ", ", ", StringComparison.Ordinal);

    /// <summary>Cells stay on one line but for lists.</summary>
    private static XAttribute? Side(string heading, string cell = "") => (heading.StartsWith('>'), cell.Contains(", ", StringComparison.Ordinal)) switch
    {
        (true, true) => Tag.Class("n w"),
        (true, false) => Tag.Class("n"),
        (false, true) => Tag.Class("w"),
        _ => null,
    };
}
