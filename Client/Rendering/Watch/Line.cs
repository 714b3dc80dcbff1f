using System.Collections.Immutable;

namespace JointQP.Client.Rendering.Watch;

/// <summary>How a piece of a line looks. It only helps the eye: what it says is said by the text.</summary>
internal enum Tone
{
    /// <summary>As it is.</summary>
    Plain,

    /// <summary>Headings.</summary>
    Strong,

    /// <summary>What matters less.</summary>
    Faint,

    /// <summary>What is done.</summary>
    Good,

    /// <summary>What goes on.</summary>
    Busy,

    /// <summary>What went wrong.</summary>
    Bad,
}

/// <summary>A piece of a line.</summary>
internal readonly record struct Piece(string Text, Tone Tone = Tone.Plain);

/// <summary>One line of a picture.</summary>
internal sealed record Line(ImmutableArray<Piece> Pieces)
{
    /// <summary>A line without anything.</summary>
    public static Line Blank { get; } = new([]);

    /// <summary>Columns.</summary>
    public int Length => Pieces.Sum(piece => piece.Text.Length);

    /// <summary>What it says.</summary>
    public string Text => string.Concat(Pieces.Select(piece => piece.Text));

    /// <summary>A line of these pieces.</summary>
    public static Line Of(params Piece[] pieces) => new([.. pieces]);

    /// <summary>A line of one piece.</summary>
    public static Line Of(string text, Tone tone = Tone.Plain) => Of(new Piece(text, tone));

    /// <summary>The line cut to a width, with a sign that it was.</summary>
    public Line Cut(int width, Glyphs glyphs)
    {
        if (Length <= width)
            return this;
        var left = width - glyphs.Ellipsis.Length;
        var pieces = ImmutableArray.CreateBuilder<Piece>();
        foreach (var piece in Pieces)
        {
            var part = piece.Text[..Math.Clamp(left, 0, piece.Text.Length)];
            left -= piece.Text.Length;
            if (part.Length > 0)
                pieces.Add(piece with { Text = part });
            if (left < 0)
                break;
        }

        pieces.Add(new Piece(glyphs.Ellipsis[..Math.Min(width, glyphs.Ellipsis.Length)]));
        return new Line(pieces.ToImmutable());
    }

    /// <summary>A text of exactly so many columns, cut with a sign that it was.</summary>
    public static string Fit(string text, int width, Glyphs glyphs, bool right = false) =>
        text.Length > width ? Of(text).Cut(width, glyphs).Text : right ? text.PadLeft(width) : text.PadRight(width);
}
