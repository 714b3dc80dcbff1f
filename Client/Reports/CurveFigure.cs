using System.Collections.Immutable;
using System.Xml.Linq;
using JointQP.Client.Rendering;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Studies.Analysis;
using JointQP.Studies.Notation;
using JointQP.Studies.Words;

namespace JointQP.Client.Reports;

/// <summary>An experiment's learning curves, with the steps at which operators start.</summary>
internal static class CurveFigure
{
    private const double Left = 52, Right = 392, Top = 34, Bottom = 232;

    /// <summary>Null where no curve is known.</summary>
    public static XElement? Of(ExperimentPulse experiment)
    {
        var known = Known(experiment).ToList();
        if (known.Count == 0)
            return null;
        var shown = known.Take(ReportLimits.Curves).ToList();
        var all = experiment.Schedules.Length;
        return Figure.Of(
            $"{experiment.Experiment}: learning curves",
            $"{Axis.Title(experiment.CurveMetric)}, mean over the seeds that have come so far. Filled marks: an operator starts there (triangle: pruning, square: quantization, diamond: both)."
                + (shown.Count < known.Count ? $" Drawn: {Figure.First(shown.Count, known.Count)} schedules." : "")
                + (known.Count < all ? $" Without a curve, or beyond the {SchedulePulse.MostCurves} that a cluster keeps: {all - known.Count}." : ""),
            [
                Draw(experiment.CurveMetric, shown),
                Figure.Legend(shown.Index().Select(one => ((Action<Svg>)(svg => svg.Line(1, 7, 29, 7, Look(one.Index))), one.Item.Schedule))),
            ],
            Table(experiment.CurveMetric, shown));
    }

    /// <summary>The curves that are drawn, by experiment.</summary>
    public static IEnumerable<(string Experiment, List<SchedulePulse> Schedules)> Drawn(IEnumerable<ExperimentPulse> experiments) =>
        experiments.Select(experiment => (experiment.Experiment, Known(experiment).Take(ReportLimits.Curves).ToList())).Where(drawn => drawn.Item2.Count > 0);

    private static IEnumerable<SchedulePulse> Known(ExperimentPulse experiment) =>
        experiment.Schedules.Where(schedule => schedule.Curve.Any(point => double.IsFinite(point.Mean)));

    private static string Look(int at) => $"line c{at % 8} d{at % 8}";

    private static XElement Draw(string metric, List<SchedulePulse> shown)
    {
        var svg = new Svg(Svg.Usual, Bottom + 40);
        double[] values = [.. shown.SelectMany(schedule => schedule.Curve).Select(point => point.Mean).Where(double.IsFinite)];
        var up = Axis.Around(values, Bottom, Top, Axis.ScaleOf(metric));
        var along = new Axis(0, Math.Max(1, shown.Max(schedule => schedule.Steps)), Left, Right);
        svg.Left(up, Left, Right, Axis.Title(metric));
        svg.Bottom(along, Top, Bottom, "training step", 5);
        foreach (var (at, schedule) in shown.Index())
        {
            List<(double X, double Y)> points = [.. schedule.Curve.Where(point => double.IsFinite(point.Mean)).Select(point => (along.At(point.Step), up.At(point.Mean)))];
            if (points.Count == 1)
                svg.Mark(points[0].X, points[0].Y, 0, $"dot c{at % 8}", 2.5);
            else
                svg.Path(points, Look(at));
        }

        foreach (var (at, schedule) in shown.Index())
        {
            foreach (var start in schedule.Onsets.GroupBy(onset => onset.Start))
            {
                var form = start.Select(onset => onset.Kind).Distinct().ToList() is [var kind] ? kind == OperatorKind.Prune ? 3 : 1 : 2;
                svg.Mark(along.At(start.Key), Between(schedule.Curve, start.Key, along, up), form, $"dot c{at % 8}", 4.2);
            }
        }

        return svg.Of(
            $"{Axis.Name(metric)} by training step",
            string.Join(" ", shown.Select(schedule => $"{schedule.Schedule} ends at {Last(metric, schedule)}; {Onsets(schedule.Onsets)}.")));
    }

    /// <summary>The height of a curve at a step, straight between its points.</summary>
    private static double Between(ImmutableArray<CurvePoint> curve, long step, Axis along, Axis up)
    {
        var known = curve.Where(point => double.IsFinite(point.Mean)).ToList();
        var (before, after) = (known.LastOrDefault(point => point.Step <= step), known.FirstOrDefault(point => point.Step >= step));
        if (before.Trials == 0 || after.Trials == 0)
            return up.At(before.Trials == 0 ? known[0].Mean : before.Mean);
        var part = after.Step == before.Step ? 0 : (along.At(step) - along.At(before.Step)) / (along.At(after.Step) - along.At(before.Step));
        return up.At(before.Mean) + (part * (up.At(after.Mean) - up.At(before.Mean)));
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
