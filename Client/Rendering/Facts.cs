using Spectre.Console;

namespace JointQP.Client.Rendering;

/// <summary>The look of what is told of one thing: a name and a value a line.</summary>
internal static class Facts
{
    /// <summary>None yet.</summary>
    public static Grid New() => new Grid().AddColumn(new GridColumn().NoWrap().PadRight(2)).AddColumn();

    /// <summary>Adds one; the values are as they are: brackets are no markup.</summary>
    public static void Fact(this Grid facts, string name, string value) => facts.AddRow(Label(name), new Text(value));

    /// <summary>How a name looks.</summary>
    public static Text Label(string name) => new(name, new Style(Color.Grey));
}
