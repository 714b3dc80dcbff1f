using System.Globalization;
using System.Xml.Linq;
using JointQP.Client.Rendering;
using JointQP.Studies.Analysis.Verdicts;

namespace JointQP.Client.Reports;

/// <summary>Mean differences with their intervals, experiment by experiment: units of metrics are never pooled.</summary>
internal static class ForestFigure
{
    private const double Left = 14, Right = 386, RowHeight = 38, HeadHeight = 26, EdgeHeight = 20;

    private sealed record Row(ExperimentVerdict Experiment, OrderContrast Contrast);

    /// <summary>A figure for each metric that experiments compare; none where nothing is compared.</summary>
    public static IEnumerable<XElement> Of(StudyVerdict verdict)
    {
        var rows = verdict.Experiments.SelectMany(experiment => experiment.Primary.Select(contrast => new Row(experiment, contrast))).ToList();
        foreach (var metric in rows.GroupBy(row => row.Experiment.Metric))
        {
            List<Row> all = [.. metric], drawn = [.. metric.Where(IsKnown).Take(ReportLimits.Intervals)];
            var known = all.Count(IsKnown);
            var left = known > drawn.Count ? $" Drawn: {Figure.First(drawn.Count, known)}." : "";
            yield return Figure.Of(
                $"What each precedence brings in {Axis.Name(metric.Key.Name)}",
                $"\"A before B\" is the mean over orders with A before B minus the mean over those with A after it, paired by seed, with its ordinary 95 % interval (Student's t). "
                    + (metric.Key.HigherIsBetter ? "Right of 0" : "Left of 0 (lower is better)") + " it is better to have A first." + left
                    + (all.Count > known ? $" Without a value yet, or with one that is not finite: {all.Count - known}." : ""),
                [
                    drawn.Count == 0 ? null : Draw(metric.Key.Name, drawn),
                    drawn.Count == 0 ? null : Legend(all),
                ],
                Primary(all),
                Secondary([.. verdict.Experiments.Where(experiment => experiment.Metric == metric.Key)]));
        }
    }

    private static bool IsKnown(Row row) => row.Contrast.Result.Mean is { } mean && double.IsFinite(mean);

    private static XElement Legend(List<Row> rows) => Figure.Legend(
    [
        (svg => Mark(svg, 15, 7, Finding.Difference), "a difference is shown"),
        (svg => Mark(svg, 15, 7, Finding.NoDifference), "too small to matter: shown to lie within the margin (the interval may still exclude 0)"),
        (svg => Mark(svg, 15, 7, Finding.Undecided), "neither shown, after correction for the number of contrasts"),
        .. rows.Exists(row => row.Experiment.Margin is not null)
            ? new (Action<Svg>, string)[] { (Edges, "the margin: differences within it are too small to matter") }
            : [],
    ]);

    private static void Edges(Svg svg)
    {
        svg.Box(4, 1, 22, 12, "band");
        svg.Line(4, 1, 4, 13, "edge");
        svg.Line(26, 1, 26, 13, "edge");
    }

    private static double Head(IGrouping<string, Row> experiment) => HeadHeight + (experiment.First().Experiment.Margin is null ? 0 : EdgeHeight);

    private static XElement Draw(string metric, List<Row> rows)
    {
        var experiments = rows.GroupBy(row => row.Experiment.Name, StringComparer.Ordinal).ToList();
        var bottom = 8 + experiments.Sum(Head) + (RowHeight * rows.Count) + 4;
        var svg = new Svg(Svg.Usual, bottom + 42);
        var axis = Span(rows, Axis.ScaleOf(metric));
        Margins(svg, axis, metric, experiments);
        svg.Bottom(axis, 4, bottom, Axis.DifferenceTitle(metric));
        svg.Line(axis.At(0), 4, axis.At(0), bottom, "zero");
        var y = 8.0;
        foreach (var experiment in experiments)
        {
            svg.Text(2, y + 17, experiment.Key, "strong", room: Svg.Usual - 4);
            y += Head(experiment);
            foreach (var row in experiment)
            {
                Interval(svg, axis, metric, y, row.Contrast);
                y += RowHeight;
            }
        }

        return svg.Of(
            $"Differences of {Axis.Name(metric)} with 95 % intervals",
            string.Join(" ", rows.Take(12).Select(row => $"{row.Experiment.Name}, {row.Contrast.First} before {row.Contrast.Second}: {Numbers(metric, row.Contrast)}."))
                + (rows.Count > 12 ? $" And {rows.Count - 12} more, in the table." : ""));
    }

    private static void Interval(Svg svg, Axis axis, string metric, double y, OrderContrast contrast)
    {
        var numbers = Numbers(metric, contrast);
        svg.Text(2, y + 12, $"{contrast.First} before {contrast.Second}", room: Svg.Usual - 14 - (numbers.Length * Svg.Letter));
        svg.Text(Svg.Usual - 2, y + 12, numbers, "tick", "end");
        var at = y + 25;
        if (contrast.Result.Interval is { Count: > 1 } interval && double.IsFinite(interval.Low) && double.IsFinite(interval.High))
        {
            svg.Line(axis.At(interval.Low), at, axis.At(interval.High), at, "line c2");
            // An arrow where the interval goes on beyond the picture.
            End(svg, axis.At(interval.Low), at, interval.Low < axis.Low ? -1 : 0);
            End(svg, axis.At(interval.High), at, interval.High > axis.High ? 1 : 0);
        }

        Mark(svg, axis.At(contrast.Result.Mean!.Value), at, contrast.Finding);
    }

    private static void End(Svg svg, double x, double y, int beyond)
    {
        if (beyond == 0)
            svg.Line(x, y - 4, x, y + 4, "line c2");
        else
            svg.Path([(x - (beyond * 6), y - 5), (x, y), (x - (beyond * 6), y + 5)], "line c2");
    }

    private static void Mark(Svg svg, double x, double y, Finding finding) => svg.Mark(
        x, y, finding switch { Finding.Difference => 2, Finding.NoDifference => 1, _ => 0 }, finding switch { Finding.Difference => "dot c0", Finding.NoDifference => "dot c3", _ => "open" }, 5);

    private static void Margins(Svg svg, Axis axis, string metric, List<IGrouping<string, Row>> experiments)
    {
        var y = 8.0;
        foreach (var experiment in experiments)
        {
            var (head, height) = (Head(experiment), RowHeight * experiment.Count());
            if (experiment.First().Experiment.Margin is { } margin)
                Margin(svg, axis, margin, Format.Signed(metric, margin, unit: false)[1..], y + head, height);
            y += head + height;
        }
    }

    private static void Margin(Svg svg, Axis axis, double margin, string amount, double y, double height)
    {
        var (low, high) = (axis.At(-margin), axis.At(margin));
        svg.Box(low, y, high - low, height, "band");
        if (margin > Math.Min(axis.High, -axis.Low))
        {
            svg.Text(Svg.Usual - 2, y - 5, $"margin ±{amount}, beyond the picture", "tick", "end");
            return;
        }

        svg.Line(low, y - 3, low, y + height, "edge");
        svg.Line(high, y - 3, high, y + height, "edge");
        if (high - low > 130)
        {
            svg.Text(Math.Max(low, 44), y - 6, $"margin -{amount}", "tick", "middle");
            svg.Text(Math.Min(high, Svg.Usual - 44), y - 6, $"margin +{amount}", "tick", "middle");
        }
        else
        {
            svg.Text(Math.Clamp((low + high) / 2, 44, Svg.Usual - 44), y - 6, $"margin ±{amount}", "tick", "middle");
        }
    }

    /// <summary>Room for all means and for most of the intervals: with two seeds one is twelve times as long as with many, and would press the rest together.</summary>
    private static Axis Span(List<Row> rows, double scale)
    {
        double[] means = [.. rows.Select(row => row.Contrast.Result.Mean!.Value)];
        double[] ends =
        [
            .. rows.Select(row => row.Contrast.Result.Interval).Where(interval => interval is { Count: > 1 })
                .SelectMany(interval => new[] { interval!.Low, interval.High }).Where(double.IsFinite),
        ];
        double[] sizes = [.. ends.Select(Math.Abs).Order()];
        var most = Math.Max(means.Max(Math.Abs) * 2.5, sizes.Length == 0 ? 0 : sizes[sizes.Length * 3 / 4] * 1.3);
        var low = Math.Max(-most, means.Concat(ends).Append(0).Min());
        var high = Math.Min(most, means.Concat(ends).Append(0).Max());
        var (from, to) = WithMargins(low, high, rows.Select(row => row.Experiment.Margin).OfType<double>());
        return Axis.Around([from, to], Left, Right, scale);
    }

    /// <summary>Ends that have the margins within them, as far as what was measured can still be told from a point beside them.</summary>
    internal static (double Low, double High) WithMargins(double low, double high, IEnumerable<double> margins)
    {
        var reach = Math.Max(Math.Abs(low), Math.Abs(high));
        var seen = margins.Where(margin => reach <= 0 || margin <= 4 * reach).DefaultIfEmpty(0).Max();
        return (Math.Min(low, -seen), Math.Max(high, seen));
    }

    private static string Numbers(string metric, OrderContrast contrast) => contrast.Result.Interval is { Count: > 1 } interval
        ? $"{Format.Signed(metric, contrast.Result.Mean!.Value, unit: false)} [{Format.Signed(metric, interval.Low, unit: false)}, {Format.Signed(metric, interval.High, unit: false)}]"
        : $"{Format.Signed(metric, contrast.Result.Mean!.Value, unit: false)}, {(contrast.Result.Pairs == 1 ? "1 seed" : "no interval")}";

    private static XElement Primary(List<Row> rows) => Table("primary: contrasts of precedence, which the verdict goes by (p by sign flips)", rows);

    /// <summary>Pairs of orders, folded away however few: null where a pair is all that the contrast is made of.</summary>
    private static XElement? Secondary(List<ExperimentVerdict> experiments)
    {
        List<Row> rows =
        [
            .. experiments.SelectMany(experiment => experiment.Operators.Where(operators => operators.Secondary.Length > 1)
                .SelectMany(operators => operators.Secondary).Select(contrast => new Row(experiment, contrast))),
        ];
        return rows.Count == 0 ? null : Figure.Fold(Table("secondary: pairs of orders, which no verdict goes by", rows), few: 0);
    }

    /// <summary>Without the experiment where there is one.</summary>
    private static XElement Table(string caption, List<Row> rows)
    {
        var skipped = rows.Select(row => row.Experiment.Name).Distinct(StringComparer.Ordinal).Take(2).Count() == 2 ? 0 : 1;
        var unit = rows.Count > 0 && Format.IsShare(rows[0].Experiment.Metric.Name) ? ", points" : "";
        string[] headings =
        [
            "experiment", "contrast", $">difference{unit}", ">95 % interval", ">seeds", ">p", ">p (Holm)", ">p (paired\u00a0t)", ">p (Wilcoxon)", ">d_z", ">g_z", ">p (margin)", "finding",
        ];
        return Figure.Table(caption, headings[skipped..], rows.Take(ReportLimits.Rows).Select(row => Cells(row.Experiment, row.Contrast)[skipped..]), ReportLimits.Rows, rows.Count);
    }

    private static string[] Cells(ExperimentVerdict experiment, OrderContrast contrast)
    {
        var (metric, result) = (experiment.Metric.Name, contrast.Result);
        return
        [
            experiment.Name,
            contrast.Precedence ? $"{contrast.First} before {contrast.Second}" : $"{contrast.First} minus {contrast.Second}",
            result.Mean is { } mean ? Format.Signed(metric, mean, unit: false) : "",
            result.Interval is { Count: > 1 } interval ? $"{Format.Signed(metric, interval.Low, unit: false)} to {Format.Signed(metric, interval.High, unit: false)}" : "",
            Format.Count(result.Pairs),
            VerdictText.P(result.SignFlipP),
            VerdictText.P(contrast.AdjustedP),
            VerdictText.P(result.TTestP),
            VerdictText.P(result.WilcoxonP),
            result.CohenDz?.ToString("0.00", CultureInfo.InvariantCulture) ?? "",
            result.HedgesGz?.ToString("0.00", CultureInfo.InvariantCulture) ?? "",
            VerdictText.P(result.EquivalenceP),
            VerdictText.Words(contrast.Finding),
        ];
    }
}
