using Spectre.Console;
using Spectre.Console.Rendering;

namespace JointQP.Client.Rendering.Watch;

/// <summary>Lines as they are: laid out before, and not wrapped by anybody.</summary>
internal sealed class Picture(IReadOnlyList<Line> lines) : Renderable
{
    /// <summary>The lines.</summary>
    public IReadOnlyList<Line> Lines => lines;

    /// <summary>One line as it is printed.</summary>
    public static IRenderable Single(Line line) => new Picture([line]);

    protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
    {
        foreach (var (index, line) in lines.Index())
        {
            if (index > 0)
                yield return Segment.LineBreak;
            foreach (var piece in line.Pieces)
                yield return new Segment(piece.Text, StyleOf(piece.Tone));
        }
    }

    private static Style StyleOf(Tone tone) => tone switch
    {
        Tone.Strong => new Style(decoration: Decoration.Bold),
        Tone.Faint => new Style(Color.Grey),
        Tone.Good => new Style(Color.Green),
        Tone.Busy => new Style(Color.Blue),
        Tone.Bad => new Style(Color.Red),
        _ => Style.Plain,
    };
}
