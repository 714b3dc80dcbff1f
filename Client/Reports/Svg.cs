using System.Globalization;
using System.Xml.Linq;
using JointQP.Client.Rendering;

namespace JointQP.Client.Reports;

/// <summary>A picture under construction. Its own pixels are those of a phone of 360; wider windows enlarge it.</summary>
internal sealed class Svg(double width, double height)
{
    /// <summary>The width of a picture that is not as wide as what it shows.</summary>
    public const double Usual = 400;

    /// <summary>What a letter takes on average in the larger of both sizes of text, that of phones.</summary>
    public const double Letter = 6.9;

    private readonly List<XElement> _parts = [];

    public double Width => width;

    public double Height { get; set; } = height;

    public void Line(double x, double y, double toX, double toY, string look) => Add("line", look, ("x1", x), ("y1", y), ("x2", toX), ("y2", toY));

    public void Box(double x, double y, double wide, double high, string look) => Add("rect", look, ("x", x), ("y", y), ("width", wide), ("height", high));

    public void Path(IEnumerable<(double X, double Y)> points, string look) =>
        _parts.Add(new XElement("path", Tag.Class(look), Tag.At("d", "M" + string.Join("L", points.Select(point => $"{Tag.Number(point.X)} {Tag.Number(point.Y)}")))));

    /// <summary>A mark in one of <see cref="Marks"/> forms, so that no two things differ by colour alone.</summary>
    public void Mark(double x, double y, int form, string look, double size = 4.5)
    {
        if (form % Marks == 0)
            Add("circle", look, ("cx", x), ("cy", y), ("r", size));
        else
            Path(Corners(form % Marks).Select(corner => (x + (corner.X * size), y + (corner.Y * size))), look);
    }

    /// <summary>How many forms of marks there are: circle, square, diamond, triangle, triangle upside down.</summary>
    public const int Marks = 5;

    /// <summary>A text on one line, shortened to a width; whole when pointed at.</summary>
    /// <param name="anchor">Which end stands at <paramref name="x"/>: start, middle or end.</param>
    /// <param name="room">Pixels that there are; any number where it is left out.</param>
    public void Text(double x, double y, string text, string look = "", string anchor = "start", double room = double.PositiveInfinity)
    {
        var most = double.IsPositiveInfinity(room) ? int.MaxValue : Math.Max(1, (int)(room / Letter));
        var shown = text.Length <= most ? text : text[..Math.Max(1, most - 1)] + "…";
        _parts.Add(new XElement(
            "text",
            Tag.At("x", Tag.Number(x)),
            Tag.At("y", Tag.Number(y)),
            look.Length == 0 ? null : Tag.Class(look),
            anchor == "start" ? null : Tag.At("text-anchor", anchor),
            shown.Length == text.Length ? null : Tag.Of("title", text),
            Tag.Of("tspan", shown).Nodes()));
    }

    /// <summary>A text over several lines, the first at <paramref name="y"/>.</summary>
    public void Texts(double x, double y, IEnumerable<string> lines, string look, string anchor)
    {
        foreach (var (at, line) in lines.Index())
            Text(x, y + (at * 15), line, look, anchor);
    }

    /// <summary>The lines of an ordering or a name in so much room, at most 4; an ordering breaks before its arrows.</summary>
    public static List<string> Wrap(string text, double room)
    {
        var most = Math.Max(6, (int)(room / Letter));
        List<string> lines = [];
        foreach (var part in text.Replace(" -> ", "\n→ ", StringComparison.Ordinal).Split('\n').SelectMany(part => part.Chunk(most)).Select(part => new string(part)))
        {
            if (lines.Count > 0 && lines[^1].Length + 1 + part.Length <= most)
                lines[^1] += " " + part;
            else
                lines.Add(part);
        }

        return lines.Count <= 4 ? lines : [.. lines[..3], "…"];
    }

    /// <summary>Whether a picture is wider than usual.</summary>
    public static bool IsWide(XElement svg) => svg.Attribute("style")?.Value.Contains("min-width", StringComparison.Ordinal) == true;

    /// <summary>Ticks, grid and title of an axis along the bottom.</summary>
    /// <param name="last">A value that has a tick of its own, at the right end; those that would lie on it are left out.</param>
    public void Bottom(Axis axis, double top, double bottom, string title, int most = 6, double? last = null)
    {
        if (last is { } end)
        {
            Line(axis.At(end), top, axis.At(end), bottom, "grid");
            Text(Math.Min(axis.At(end) + 16, Width - 1), bottom + 16, Format.Count((long)end), "tick", "end");
        }

        foreach (var (value, text) in axis.Ticks(most).Where(tick => last is not { } at || axis.At(at) - axis.At(tick.Value) > 56))
        {
            Line(axis.At(value), top, axis.At(value), bottom, "grid");
            Text(axis.At(value), bottom + 16, text, "tick", "middle");
        }

        Line(axis.From, bottom, axis.To, bottom, "axis");
        Text((axis.From + axis.To) / 2, bottom + 33, title, "tick", "middle", Width);
    }

    /// <summary>The same of an axis up the left side; the title stands above it.</summary>
    public void Left(Axis axis, double left, double right, string title, int most = 6)
    {
        foreach (var (value, text) in axis.Ticks(most))
        {
            Line(left, axis.At(value), right, axis.At(value), "grid");
            Text(left - 6, axis.At(value) + 4, text, "tick", "end");
        }

        Line(left, axis.From, left, axis.To, "axis");
        Text(2, axis.To - 10, title, "tick", room: Width - 4);
    }

    /// <summary>The picture, with what it shows in words for those who hear it.</summary>
    public XElement Of(string title, string description)
    {
        var wide = width > Usual + 1;
        return new XElement(
            "svg",
            Tag.At("viewBox", $"0 0 {Tag.Number(width)} {Tag.Number(Height)}"),
            Tag.At("role", "img"),
            Tag.At("style", string.Create(CultureInfo.InvariantCulture, $"max-width:{width * 1.35:0}px{(wide ? $";min-width:{width * 0.85:0}px" : "")}")),
            Tag.Of("title", title),
            Tag.Of("desc", description),
            _parts);
    }

    private void Add(string name, string look, params (string Name, double Value)[] places) =>
        _parts.Add(new XElement(name, Tag.Class(look), places.Select(place => Tag.At(place.Name, Tag.Number(place.Value)))));

    private static (double X, double Y)[] Corners(int form) => form switch
    {
        1 => [(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9), (-0.9, -0.9)],
        2 => [(0, -1.25), (1.25, 0), (0, 1.25), (-1.25, 0), (0, -1.25)],
        3 => [(0, -1.2), (1.1, 0.9), (-1.1, 0.9), (0, -1.2)],
        _ => [(0, 1.2), (1.1, -0.9), (-1.1, -0.9), (0, 1.2)],
    };
}
