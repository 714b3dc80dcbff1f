using System.Globalization;
using System.Xml.Linq;
using JointQP.Client.Rendering;
using JointQP.Studies.Analysis.Verdicts;

namespace JointQP.Client.Reports;

/// <summary>The metric, and what one order brings over the other, by the steps at which both operators start.</summary>
internal static class OnsetFigure
{
    private const int MostSteps = 30;
    private const double Left = 66, Top = 26;

    private sealed record Cell(long X, long Y, double Value, bool Marked);

    /// <summary>None without a plane; the advantages are a figure of their own.</summary>
    public static IEnumerable<XElement> Of(ExperimentVerdict experiment, OperatorsVerdict operators, double level)
    {
        if (operators.Plane is not { } plane)
            yield break;
        var metric = experiment.Metric.Name;
        var known = plane.Points.Where(point => point.Metric is { } value && double.IsFinite(value.Mean)).ToList();
        if (known.Count > 0)
        {
            List<Cell> cells =
            [
                .. known.GroupBy(point => (point.First, point.Second)).Select(point => new Cell(
                    point.Key.First, point.Key.Second, point.Average(one => one.Metric!.Mean), point.Any(one => one.Schedule == plane.Best?.Schedule))),
            ];
            var more = experiment.Metric.HigherIsBetter ? "higher is better" : "lower is better";
            yield return Figure.Of(
                $"{experiment.Name}: {Axis.Name(metric)} by onsets of {plane.First} and {plane.Second}",
                $"{Axis.Title(metric)}; {more}. Above the diagonal {plane.First} starts first." + Best(plane) + plane.Sentence(experiment.Metric) + LeftOut(cells),
                [Draw(cells, plane.First, plane.Second, $"{Axis.Name(metric)} by onsets", value => Format.Value(metric, value, unit: false), diverging: false)],
                Figure.Table(
                    "schedules by onset",
                    ["schedule", $">{plane.First} starts at step", $">{plane.Second} starts at step", $">{Axis.Name(metric)}"],
                    plane.Points.Select(point => new[]
                    {
                        point.Schedule, Format.Count(point.First), Format.Count(point.Second), point.Metric is { } value ? Format.Interval(metric, value) : "",
                    }),
                    ReportLimits.Rows));
        }

        var compared = plane.Advantages.Where(one => one.Result.Mean is { } mean && double.IsFinite(mean)).ToList();
        if (compared.Count > 0)
            yield return Advantages(experiment, plane, compared, level);
    }

    private static XElement Advantages(ExperimentVerdict experiment, OnsetPlane plane, List<OnsetAdvantage> compared, double level)
    {
        var metric = experiment.Metric.Name;
        List<Cell> cells = [.. compared.Select(one => new Cell(one.Early, one.Late, one.Result.Mean!.Value, one.AdjustedP <= level))];
        return Figure.Of(
            $"{experiment.Name}: {plane.First} first minus {plane.Second} first, by the two onsets",
            $"{Axis.DifferenceTitle(metric)}, both orders at the same two steps. "
                + (experiment.Metric.HigherIsBetter ? "Above" : "Below") + $" 0 it is better to start {plane.First} first. A star: shown, p (Holm, over the plane) at most {level.ToString(CultureInfo.InvariantCulture)}." + LeftOut(cells),
            [Draw(cells, "earlier onset", "later onset", "advantage by onsets", value => Format.Signed(metric, value, unit: false), diverging: true)],
            Figure.Table(
                "advantage by onsets",
                [">earlier step", ">later step", ">difference", ">95 % interval", ">seeds", ">p (Holm)"],
                plane.Advantages.Select(one => new[]
                {
                    Format.Count(one.Early), Format.Count(one.Late), one.Result.Mean is { } mean ? Format.Signed(metric, mean) : "",
                    one.Result.Interval is { Count: > 1 } interval ? $"{Format.Signed(metric, interval.Low, unit: false)} to {Format.Signed(metric, interval.High, unit: false)}" : "",
                    Format.Count(one.Result.Pairs), VerdictText.P(one.AdjustedP),
                }),
                ReportLimits.Rows));
    }

    private static string Best(OnsetPlane plane) => plane.Best is { } best
        ? $" A star: the best mean, {best.Schedule}, best in {(best.Probability * 100).ToString("0", CultureInfo.InvariantCulture)} of 100 resamples of seeds. "
        : " ";

    private static string LeftOut(List<Cell> cells)
    {
        var steps = Math.Max(cells.Select(cell => cell.X).Distinct().Count(), cells.Select(cell => cell.Y).Distinct().Count());
        return steps > MostSteps ? $" Drawn: {Figure.First(MostSteps, steps)} onsets of an operator." : "";
    }

    private static XElement Draw(List<Cell> cells, string across, string up, string title, Func<double, string> text, bool diverging)
    {
        long[] xs = [.. cells.Select(cell => cell.X).Distinct().Order().Take(MostSteps)], ys = [.. cells.Select(cell => cell.Y).Distinct().Order().Take(MostSteps)];
        var size = Math.Clamp((Svg.Usual - Left - 8) / xs.Length, 48, 84);
        var high = Math.Min(size, 46);
        var bottom = Top + (high * ys.Length);
        var svg = new Svg(Math.Max(Svg.Usual, Left + (size * xs.Length) + 8), bottom + 42);
        svg.Text(2, 14, $"{up}, step", "tick", room: svg.Width - 4);
        foreach (var (at, y) in ys.Index())
            svg.Text(Left - 8, bottom - (high * (at + 0.5)) + 4, Format.Count(y), "tick", "end");
        foreach (var (at, x) in xs.Index())
            svg.Text(Left + (size * (at + 0.5)), bottom + 16, Format.Count(x), "tick", "middle");
        svg.Text(Left + (size * xs.Length / 2), bottom + 34, $"{across}, step", "tick", "middle", svg.Width);
        var (low, most) = (cells.Min(cell => cell.Value), cells.Max(cell => cell.Value));
        var far = Math.Max(Math.Abs(low), Math.Abs(most));
        foreach (var cell in cells)
        {
            var (column, row) = (Array.IndexOf(xs, cell.X), Array.IndexOf(ys, cell.Y));
            if (column < 0 || row < 0)
                continue;
            var (x, y) = (Left + (size * column), bottom - (high * (row + 1)));
            // Ten classes: a value's own number stands in its place, the shade only leads the eye to it.
            var shade = diverging
                ? far > 0 ? (int)Math.Round(cell.Value / far * 4) : 0
                : most > low ? (int)Math.Round((cell.Value - low) / (most - low) * 8) : 4;
            var look = diverging ? $"v{(shade < 0 ? "m" : "p")}{Math.Abs(shade)}" : $"h{shade}";
            svg.Box(x + 1, y + 1, size - 2, high - 2, $"cell {look}{(cell.Marked ? " best" : "")}");
            svg.Text(x + (size / 2), y + (high / 2) + 4, text(cell.Value) + (cell.Marked ? " ★" : ""), $"on {look}", "middle");
        }

        return svg.Of(title, string.Join(" ", cells.Take(20).Select(cell => $"{Format.Count(cell.X)} and {Format.Count(cell.Y)}: {text(cell.Value)}{(cell.Marked ? " (star)" : "")}."))
            + (cells.Count > 20 ? $" And {cells.Count - 20} more, in the table." : ""));
    }
}
