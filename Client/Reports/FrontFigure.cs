using System.Globalization;
using System.Xml.Linq;
using JointQP.Client.Rendering;
using JointQP.Grains.Interfaces.Experiments;
using JointQP.Studies.Analysis;
using JointQP.Studies.Analysis.Verdicts;

namespace JointQP.Client.Reports;

/// <summary>What schedules give for their bytes, with those that none beats in both.</summary>
internal static class FrontFigure
{
    private const int MostNames = 16;
    private const double Left = 52, Right = 384, Top = 34, Bottom = 232;

    /// <summary>Null where nothing is measured yet.</summary>
    public static XElement? Of(ExperimentVerdict experiment, ExperimentResult result)
    {
        if (experiment.Schedules.IsEmpty)
            return null;
        var metric = experiment.Metric.Name;
        List<ScheduleEfficiency> front = [.. experiment.Schedules.Where(schedule => schedule.OnFront).OrderBy(schedule => schedule.Bytes)];
        List<ScheduleEfficiency> others = [.. experiment.Schedules.Where(schedule => !schedule.OnFront)];
        return Figure.Of(
            $"{experiment.Name}: {Axis.Name(metric)} against bytes",
            "Bytes of stored weights and of the features of one sample. On the Pareto front, numbered as in the table, no other schedule is at least as good with at most as many bytes and better in one of the two. Means over seeds: the front says nothing of how sure they are."
                + (others.Count > ReportLimits.Points ? $" Drawn of the others: {Figure.First(ReportLimits.Points, others.Count)}." : "")
                + (result.Search is null ? "" : " In the table are also schedules that the search raced: it chose them by what they gave, so their values flatter them."),
            [
                Draw(metric, front, [.. others.Take(ReportLimits.Points)]),
                Figure.Legend((svg => svg.Mark(15, 7, 0, "dot c0"), "on the front"), (svg => svg.Mark(15, 7, 0, "open", 3.5), "others")),
                Figure.Legend(front.Take(MostNames).Index().Select(one => ((Action<Svg>)(svg => svg.Text(28, 11, (one.Index + 1).ToString(CultureInfo.InvariantCulture), "strong", "end")), one.Item.Schedule))),
            ],
            Table(result, front, experiment.Schedules.ToDictionary(schedule => schedule.Schedule, StringComparer.Ordinal)));
    }

    /// <summary>Every schedule, also those that nothing is measured of yet.</summary>
    private static XElement Table(ExperimentResult result, List<ScheduleEfficiency> front, Dictionary<string, ScheduleEfficiency> measured)
    {
        var numbers = front.Index().ToDictionary(one => one.Item.Schedule, one => one.Index + 1, StringComparer.Ordinal);
        var trials = result.Trials.GroupBy(trial => trial.Schedule, StringComparer.Ordinal).ToDictionary(group => group.Key, group => (Done: group.Count(trial => !trial.Final.IsEmpty), All: group.Count()), StringComparer.Ordinal);
        return Figure.Table(
            "schedules with 95 % intervals of their means, those on the front first",
            [">front", "schedule", $">{Axis.Name(result.Metric)}", ">weights", ">features", result.HigherIsBetter ? $">{Axis.Name(result.Metric)} per MB" : $">{Axis.Name(result.Metric)} of float over this, per MB", ">trials"],
            result.Schedules.OrderBy(schedule => numbers.GetValueOrDefault(schedule.Schedule, int.MaxValue)).Select(schedule => Cells(schedule)),
            ReportLimits.Rows);

        string[] Cells(ScheduleSummary schedule) =>
        [
            numbers.TryGetValue(schedule.Schedule, out var number) ? number.ToString(CultureInfo.InvariantCulture) : "",
            schedule.Schedule,
            schedule.Metric is { } value ? Format.Interval(result.Metric, value) : "",
            schedule.WeightBytes is { } weights ? Format.Bytes(weights) : "",
            schedule.FeatureBytes is { } features ? Format.Bytes(features) : "",
            measured.GetValueOrDefault(schedule.Schedule)?.Density?.ToString("0.00", CultureInfo.InvariantCulture) ?? "",
            trials.TryGetValue(schedule.Schedule, out var counted) ? StudyText.Trials(counted.Done, counted.All) : "",
        ];
    }

    private static XElement Draw(string metric, List<ScheduleEfficiency> front, List<ScheduleEfficiency> others)
    {
        var svg = new Svg(Svg.Usual, Bottom + 40);
        List<ScheduleEfficiency> all = [.. front, .. others];
        var up = Axis.Around([.. all.Select(schedule => schedule.Metric)], Bottom, Top, Axis.ScaleOf(metric));
        svg.Left(up, Left, Right, Axis.Title(metric));
        var at = Along(svg, [.. all.Select(schedule => schedule.Bytes)]);
        // A step line: between two points of the front one gets what the smaller gives.
        svg.Path([.. front.SelectMany((schedule, one) => one == 0
            ? new[] { (at(schedule.Bytes), up.At(schedule.Metric)) }
            : [(at(schedule.Bytes), up.At(front[one - 1].Metric)), (at(schedule.Bytes), up.At(schedule.Metric))])], "line c0 d2");
        foreach (var schedule in others)
            svg.Mark(at(schedule.Bytes), up.At(schedule.Metric), 0, "open", 3.5);
        var (lastX, lastY) = (double.NegativeInfinity, double.NegativeInfinity);
        foreach (var (one, schedule) in front.Index())
        {
            var (x, y) = (at(schedule.Bytes), up.At(schedule.Metric));
            svg.Mark(x, y, 0, "dot c0");
            if (Math.Abs(x - lastX) < 16 && Math.Abs(y - lastY) < 14)
                continue;
            svg.Text(x - 6, y - 7, (one + 1).ToString(CultureInfo.InvariantCulture), "strong", "end");
            (lastX, lastY) = (x, y);
        }

        return svg.Of(
            $"{Axis.Name(metric)} against bytes",
            string.Join(" ", front.Take(12).Select(schedule => $"On the front: {schedule.Schedule}, {Format.Value(metric, schedule.Metric)} with {Format.Bytes(schedule.Bytes)}.")));
    }

    /// <summary>An axis of bytes, by powers where they differ by more than ten times.</summary>
    private static Func<double, double> Along(Svg svg, double[] bytes)
    {
        var (least, most) = (bytes.Min(), bytes.Max());
        if (least <= 0 || most / least < 10)
        {
            var (unit, name) = most switch { < 1e3 => (1.0, "B"), < 1e6 => (1e-3, "kB"), < 1e9 => (1e-6, "MB"), _ => (1e-9, "GB") };
            var plain = Axis.Around(bytes, Left + 8, Right, unit);
            svg.Line(Left, Bottom, Left + 8, Bottom, "axis");
            svg.Bottom(plain, Top, Bottom, $"weights and features, {name}", 5);
            return plain.At;
        }

        var axis = Axis.Around([Math.Log10(least), Math.Log10(most)], Left + 8, Right);
        List<double> ticks = [.. Enumerable.Range(0, 16).SelectMany(power => new[] { 1.0, 2, 5 }.Select(digit => digit * Math.Pow(10, power))).Where(tick => Math.Log10(tick) >= axis.Low && Math.Log10(tick) <= axis.High)];
        if (ticks.Count > 5)
            ticks.RemoveAll(tick => Math.Abs(Math.Log10(tick) - Math.Round(Math.Log10(tick))) > 1e-9);
        foreach (var tick in ticks)
        {
            var x = axis.At(Math.Log10(tick));
            svg.Line(x, Top, x, Bottom, "grid");
            svg.Text(x, Bottom + 16, Format.Bytes(tick).Replace(".00", "", StringComparison.Ordinal).Replace(".0", "", StringComparison.Ordinal), "tick", "middle");
        }

        svg.Line(Left, Bottom, Right, Bottom, "axis");
        svg.Text((Left + Right) / 2, Bottom + 33, "weights and features, logarithmic", "tick", "middle");
        return value => axis.At(Math.Log10(value));
    }
}
