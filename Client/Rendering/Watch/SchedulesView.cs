using System.Collections.Immutable;
using JointQP.Client.Watching;
using JointQP.Grains.Interfaces.Studies;

namespace JointQP.Client.Rendering.Watch;

/// <summary>The schedules of all experiments: trials, learning curves, what came out so far.</summary>
internal sealed class SchedulesView
{
    private const int LatestWidth = 8;
    private const int LeastCurve = 8;
    private const int MostCurve = 60;
    private const string Gap = "  ";

    private readonly ImmutableArray<Row> _rows;
    private readonly ImmutableArray<Row> _byInterest;
    private readonly Glyphs _glyphs;
    private readonly int _label;
    private readonly int _trials;
    private readonly int _latest;
    private readonly int _final;
    private readonly int _curve;

    public SchedulesView(WatchFrame frame, int width, Glyphs glyphs)
    {
        _glyphs = glyphs;
        var pulses = frame.Pulse.Experiments.ToDictionary(experiment => experiment.Experiment, StringComparer.Ordinal);
        _rows =
        [
            .. frame.Status.Schedules.Index().Where(schedule => pulses.ContainsKey(schedule.Item.Experiment)).Select(schedule =>
            {
                var experiment = pulses[schedule.Item.Experiment];
                return new Row(schedule.Index, experiment, schedule.Item, experiment.Schedules.First(s => s.Schedule == schedule.Item.Schedule));
            }),
        ];
        _byInterest = [.. _rows.OrderBy(row => row.Dullness)];
        _trials = _rows.Select(row => row.Trials.Length).Append("trials".Length).Max();
        _final = _rows.Select(row => Final(row).Length).Concat(_rows.Select(row => MetricName(row.Of.Metric).Length)).DefaultIfEmpty().Max();
        var wanted = _rows.Select(row => row.Progress.Schedule.Length).Concat(_rows.Select(row => row.Of.Experiment.Length)).DefaultIfEmpty().Max();
        _label = Math.Min(wanted, Math.Max(12, width * 2 / 5));
        _latest = LatestWidth;
        int Room() => width - _label - _trials - _final - (_latest > 0 ? _latest + Gap.Length : 0) - (3 * Gap.Length);
        // The latest value is the end of the curve: it goes first where there is little room, then the tail of long labels.
        if (Room() < LeastCurve + 4)
            _latest = 0;
        if (Room() < LeastCurve)
            _label = Math.Max(8, _label - (LeastCurve - Room()));
        _curve = Math.Clamp(Room(), 1, MostCurve);
    }

    /// <summary>Rows that show all of it.</summary>
    public int Wanted => _rows.Length + _rows.Select(row => row.Of.Experiment).Distinct(StringComparer.Ordinal).Count();

    /// <summary>As much as so many rows can hold, the most interesting first; the rest is counted in the last.</summary>
    public IEnumerable<Line> Lines(int rows)
    {
        var shown = _rows.Length;
        while (shown > 0 && RowsOf(shown) > rows)
            shown--;
        var left = _rows.Length - shown;
        foreach (var experiment in Chosen(shown).GroupBy(row => row.Of.Experiment, StringComparer.Ordinal))
        {
            var of = experiment.First().Of;
            var scale = Scale(of);
            yield return Heading(of, scale);
            foreach (var row in experiment)
                yield return Of(row, scale);
        }

        if (left > 0)
            yield return Line.Of(_glyphs.Spell($"… {Format.Count(left)} more {(left == 1 ? "schedule" : "schedules")}"), Tone.Faint);
    }

    private int RowsOf(int shown) =>
        shown + Chosen(shown).Select(row => row.Of.Experiment).Distinct(StringComparer.Ordinal).Count() + (shown < _rows.Length ? 1 : 0);

    private IEnumerable<Row> Chosen(int count) => _byInterest.Take(count).OrderBy(row => row.Position);

    private static (double Low, double High) Scale(ExperimentPulse experiment)
    {
        var values = experiment.Schedules.SelectMany(schedule => schedule.Curve).Select(point => point.Mean).Where(double.IsFinite).ToList();
        return values.Count == 0 ? (0, 0) : (values.Min(), values.Max());
    }

    private Line Heading(ExperimentPulse of, (double Low, double High) scale)
    {
        var name = MetricName(of.CurveMetric);
        var range = scale.High > scale.Low ? $", {Format.Value(of.CurveMetric, scale.Low, unit: false)} to {Format.Value(of.CurveMetric, scale.High)}" : "";
        var title = (name + range).Length <= _curve ? name + range : name.Length <= _curve ? name : "curve";
        return Line.Of(
            new Piece(Line.Fit(of.Experiment, _label, _glyphs), Tone.Strong),
            new Piece(Gap + Line.Fit("trials", _trials, _glyphs, right: true) + Gap, Tone.Faint),
            new Piece(Line.Fit(title, _curve, _glyphs), Tone.Faint),
            new Piece(_latest > 0 ? Gap + Line.Fit("latest", _latest, _glyphs, right: true) : "", Tone.Faint),
            new Piece(Gap + Line.Fit(MetricName(of.Metric), _final, _glyphs, right: true), Tone.Faint));
    }

    private Line Of(Row row, (double Low, double High) scale)
    {
        var curve = Sparkline.Of(row.Pulse.Curve, row.Pulse.Steps, row.Pulse.Onsets, scale, _curve, _glyphs);
        var latest = row.Pulse.Curve is [.., var last] ? Format.Value(row.Of.CurveMetric, last.Mean) : "";
        return new Line(
        [
            new Piece(Line.Fit(row.Progress.Schedule, _label, _glyphs)),
            new Piece(Gap + row.Trials.PadLeft(_trials) + Gap, row.Progress.TrialsFailed > 0 ? Tone.Bad : Tone.Plain),
            .. curve.Pieces,
            new Piece(_latest > 0 ? Gap + Line.Fit(latest, _latest, _glyphs, right: true) : ""),
            new Piece(Gap + Final(row).PadLeft(_final)),
        ]);
    }

    private string Final(Row row) => row.Pulse.Final is { } final ? _glyphs.Spell(Format.Interval(row.Of.Metric, final)) : "";

    private static string MetricName(string metric) => metric.Replace('/', ' ');

    private sealed record Row(int Position, ExperimentPulse Of, ScheduleProgress Progress, SchedulePulse Pulse)
    {
        public string Trials => StudyText.Trials(Progress);

        /// <summary>What is trained now is looked at first, then what went wrong, then what there is a curve of.</summary>
        public int Dullness => Pulse.Running > 0 ? 0 : Progress.TrialsFailed > 0 ? 1 : Pulse.Curve.IsEmpty ? 3 : 2;
    }
}
