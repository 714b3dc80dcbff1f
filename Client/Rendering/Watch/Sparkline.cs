using System.Collections.Immutable;
using JointQP.Studies.Analysis;
using JointQP.Studies.Words;

namespace JointQP.Client.Rendering.Watch;

/// <summary>A learning curve in one line, with a letter where an operator starts.</summary>
internal static class Sparkline
{
    /// <summary>Draws it: the whole width is the whole training, a value stands until the next one comes.</summary>
    /// <param name="points">By step.</param>
    /// <param name="steps">Steps of the whole training; at least 1.</param>
    /// <param name="onsets">Marked <c>P</c> and <c>Q</c> on weights, <c>p</c> and <c>q</c> on features.</param>
    /// <param name="scale">The values of the lowest and the highest level; the same for all curves that are compared.</param>
    /// <param name="width">Columns.</param>
    public static Line Of(
        ImmutableArray<CurvePoint> points, long steps, ImmutableArray<Onset> onsets, (double Low, double High) scale, int width, Glyphs glyphs)
    {
        var cells = new char[width];
        Array.Fill(cells, glyphs.Ahead);
        // A point of the last step belongs to the last cell, not to one behind it.
        int CellOf(long step) => (int)Math.Clamp(((step * width) - 1) / steps, 0, width - 1);
        var from = 0;
        foreach (var point in points)
        {
            var to = CellOf(point.Step);
            Array.Fill(cells, LevelOf(point.Mean, scale, glyphs), Math.Min(from, to), to - Math.Min(from, to) + 1);
            from = to + 1;
        }

        var marks = new char?[width];
        // Weights last, so that they are seen where both would stand in one cell.
        foreach (var onset in onsets.OrderBy(onset => onset.Target == Target.Weights))
            marks[(int)Math.Clamp(onset.Start * width / steps, 0, width - 1)] = Letter(onset);
        return new Line(Pieces(cells, marks, glyphs.Ahead));
    }

    private static char Letter(Onset onset)
    {
        var letter = onset.Kind == OperatorKind.Prune ? 'P' : 'Q';
        return onset.Target == Target.Weights ? letter : char.ToLowerInvariant(letter);
    }

    private static char LevelOf(double value, (double Low, double High) scale, Glyphs glyphs)
    {
        if (double.IsNaN(value) || scale.High <= scale.Low)
            return glyphs.Levels[0];
        var share = (value - scale.Low) / (scale.High - scale.Low);
        return glyphs.Levels[(int)Math.Clamp(share * glyphs.Levels.Length, 0, glyphs.Levels.Length - 1)];
    }

    private static ImmutableArray<Piece> Pieces(char[] cells, char?[] marks, char ahead)
    {
        var pieces = ImmutableArray.CreateBuilder<Piece>();
        foreach (var (at, cell) in cells.Index())
        {
            var tone = marks[at] is not null ? Tone.Strong : cell == ahead ? Tone.Faint : Tone.Busy;
            var text = (marks[at] ?? cell).ToString();
            if (pieces.Count > 0 && pieces[^1].Tone == tone)
                pieces[^1] = new Piece(pieces[^1].Text + text, tone);
            else
                pieces.Add(new Piece(text, tone));
        }

        return pieces.ToImmutable();
    }
}
