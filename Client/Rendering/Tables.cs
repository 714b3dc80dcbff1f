using Spectre.Console;

namespace JointQP.Client.Rendering;

/// <summary>The look of all tables.</summary>
internal static class Tables
{
    /// <summary>An empty table with these headings; those that start with '&gt;' are of numbers and stand to the right.</summary>
    public static Table New(params string[] headings)
    {
        var table = new Table { Border = TableBorder.Rounded, UseSafeBorder = true };
        table.BorderColor(Color.Grey);
        foreach (var heading in headings)
        {
            var right = heading.StartsWith('>');
            var column = new TableColumn(new Text(heading.TrimStart('>'), new Style(decoration: Decoration.Bold)));
            table.AddColumn(right ? column.RightAligned().NoWrap() : column);
        }

        return table;
    }

    /// <summary>A row of texts as they are: brackets are no markup.</summary>
    public static Table Row(this Table table, params string[] cells) => table.AddRow(cells.Select(cell => new Text(cell)));
}
