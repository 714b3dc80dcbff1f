using System.Collections.Immutable;
using System.Xml.Linq;
using JointQP.Client.Rendering;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Studies.Notation;
using JointQP.Studies.Words;

namespace JointQP.Client.Reports;

/// <summary>An experiment's learning curves, with the steps at which operators start.</summary>
internal static class CurveFigure
{
    private const double Left = 52, Right = 392, Top = 34, Bottom = 232, RowHeight = 11;

    /// <summary>Null where no curve is known.</summary>
    /// <param name="experiment">The curves.</param>
    /// <param name="complete">Whether every trial is done.</param>
    public static XElement? Of(ExperimentPulse experiment, bool complete)
    {
        var shown = Chosen(experiment);
        if (shown.Count == 0)
            return null;
        var (known, all) = (Known(experiment).Count(), experiment.Schedules.Length);
        return Figure.Of(
            $"{experiment.Experiment}: learning curves",
            $"{Axis.Title(experiment.CurveMetric)}, mean over {(complete ? "seeds" : "the seeds that have come so far")}. Below, a row for each schedule: where its operators start (triangle: pruning, square: quantization, diamond: both)."
                + (shown.Count < known
                    ? $" Drawn: {shown.Count} of {Format.Count(known)} schedules: float, those with the highest and the lowest {Axis.Name(experiment.Metric)} at the end, then the first in the order of the plan."
                    : "")
                + (known < all ? $" Without a curve, or beyond the {SchedulePulse.MostCurves} that a cluster keeps: {all - known}." : ""),
            [
                Draw(experiment.CurveMetric, shown),
                Figure.Legend(shown.Index().Select(one => ((Action<Svg>)(svg => svg.Line(1, 7, 29, 7, Look(one.Index))), one.Item.Schedule + Rank(experiment, one.Item)))),
            ],
            Table(experiment.CurveMetric, shown));
    }

    /// <summary>The curves that are drawn, by experiment.</summary>
    public static IEnumerable<(string Experiment, List<SchedulePulse> Schedules)> Drawn(IEnumerable<ExperimentPulse> experiments) =>
        experiments.Select(experiment => (experiment.Experiment, Chosen(experiment))).Where(drawn => drawn.Item2.Count > 0);

    /// <summary>Those of an experiment: float, those that end highest and lowest, then others in the order of the plan.</summary>
    private static List<SchedulePulse> Chosen(ExperimentPulse experiment)
    {
        var known = Known(experiment).ToList();
        var (highest, lowest) = Ends(experiment);
        return [.. known.Where(schedule => schedule.Onsets.IsEmpty).Append(highest).Append(lowest).OfType<SchedulePulse>().Concat(known).Distinct().Take(ReportLimits.Curves)];
    }

    /// <summary>Of schedules with an operator and a curve those that end highest and lowest by what verdicts see; none before two are done.</summary>
    private static (SchedulePulse? Highest, SchedulePulse? Lowest) Ends(ExperimentPulse experiment)
    {
        var done = Known(experiment).Where(schedule => !schedule.Onsets.IsEmpty && schedule.Final is { } end && double.IsFinite(end.Mean)).ToList();
        return done.Count < 2 ? (null, null) : (done.MaxBy(schedule => schedule.Final!.Mean), done.MinBy(schedule => schedule.Final!.Mean));
    }

    private static string Rank(ExperimentPulse experiment, SchedulePulse schedule)
    {
        var (highest, lowest) = Ends(experiment);
        return ReferenceEquals(schedule, highest) ? ", highest at the end" : ReferenceEquals(schedule, lowest) ? ", lowest at the end" : "";
    }

    private static IEnumerable<SchedulePulse> Known(ExperimentPulse experiment) =>
        experiment.Schedules.Where(schedule => schedule.Curve.Any(point => double.IsFinite(point.Mean)));

    private static string Look(int at) => $"line c{at % 8} d{at % 8}";

    private static XElement Draw(string metric, List<SchedulePulse> shown)
    {
        var strip = Bottom + 6 + (RowHeight * shown.Count);
        var svg = new Svg(Svg.Usual, strip + 40);
        double[] values = [.. shown.SelectMany(schedule => schedule.Curve).Select(point => point.Mean).Where(double.IsFinite)];
        var up = Axis.Around(values, Bottom, Top, Axis.ScaleOf(metric));
        var last = Math.Max(1, shown.Max(schedule => schedule.Steps));
        var along = new Axis(0, last, Left, Right);
        svg.Left(up, Left, Right, Axis.Title(metric));
        svg.Bottom(along, Top, strip, "training step", 5, last);
        svg.Line(Left, Bottom, Right, Bottom, "axis");
        foreach (var (at, schedule) in shown.Index())
        {
            List<(double X, double Y)> points = [.. schedule.Curve.Where(point => double.IsFinite(point.Mean)).Select(point => (along.At(point.Step), up.At(point.Mean)))];
            if (points.Count == 1)
                svg.Mark(points[0].X, points[0].Y, 0, $"dot c{at % 8}", 2.5);
            else
                svg.Path(points, Look(at));
            Starts(svg, along, Bottom + 6 + (RowHeight * (at + 0.5)), schedule, at);
        }

        svg.Text(Left - 6, Bottom + 10 + (RowHeight * shown.Count / 2), "starts", "tick", "end");
        return svg.Of(
            $"{Axis.Name(metric)} by training step",
            string.Join(" ", shown.Select(schedule => $"{schedule.Schedule} ends at {Last(metric, schedule)}; {Onsets(schedule.Onsets)}.")));
    }

    /// <summary>Where a schedule's operators start: in a row of its own, for many start at the same steps.</summary>
    private static void Starts(Svg svg, Axis along, double y, SchedulePulse schedule, int at)
    {
        svg.Line(Left, y, Right, y, $"line thin c{at % 8}");
        foreach (var start in schedule.Onsets.GroupBy(onset => onset.Start))
        {
            var form = start.Select(onset => onset.Kind).Distinct().ToList() is [var kind] ? kind == OperatorKind.Prune ? 3 : 1 : 2;
            svg.Mark(along.At(start.Key), y, form, $"dot c{at % 8}", 3.8);
        }
    }

    private static string Last(string metric, SchedulePulse schedule) => Format.Value(metric, schedule.Curve[^1].Mean);

    private static string Onsets(ImmutableArray<Onset> onsets) => onsets.IsEmpty
        ? "no operator"
        : string.Join(", ", onsets.Select(onset => $"{new Term(onset.Kind, onset.Strength, onset.Target)} from step {Format.Count(onset.Start)}"));

    private static XElement Table(string metric, List<SchedulePulse> shown)
    {
        var at = shown.Select(schedule => schedule.Curve.ToDictionary(point => point.Step, point => point.Mean)).ToList();
        var steps = at.SelectMany(curve => curve.Keys).Distinct().Order().Select(step => (string[])
        [
            Format.Count(step),
            .. at.Select(curve => curve.TryGetValue(step, out var value) ? Format.Value(metric, value, unit: false) : ""),
        ]);
        var onsets = shown.Select(schedule => Onsets(schedule.Onsets));
        return Figure.Table(
            $"{Axis.Title(metric)} by step",
            [">step", .. shown.Select(schedule => ">" + schedule.Schedule)],
            [["onsets", .. onsets], .. steps],
            ReportLimits.Rows);
    }
}
