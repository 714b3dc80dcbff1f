using Spectre.Console;
using Spectre.Console.Rendering;

namespace JointQP.Client.Rendering;

/// <summary>A bar that is filled from the left; in plain characters where the terminal knows no others.</summary>
internal sealed class Bar(double share, int width) : Renderable
{
    protected override Measurement Measure(RenderOptions options, int maxWidth) => new(Math.Min(width, maxWidth), Math.Min(width, maxWidth));

    protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
    {
        var all = Math.Min(width, maxWidth);
        var filled = (int)(Math.Clamp(share, 0, 1) * all);
        var (full, empty) = options.Unicode ? ('━', '─') : ('#', '-');
        yield return new Segment(new string(full, filled), new Style(share >= 1 ? Color.Green : Color.Blue));
        yield return new Segment(new string(empty, all - filled), new Style(Color.Grey));
    }
}
