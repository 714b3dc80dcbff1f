using System.Collections.Immutable;
using JointQP.Client.Watching;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Grains.Interfaces.Workers;

namespace JointQP.Client.Rendering.Watch;

/// <summary>The workers and what they do.</summary>
internal sealed class WorkersView
{
    private const int LeastSchedule = 16;
    private const string Gap = "  ";

    /// <summary>Workers are heard of every two seconds: after three beats left out, one is missed.</summary>
    private static readonly TimeSpan Missed = TimeSpan.FromSeconds(8);

    private readonly ImmutableArray<Row> _rows;
    private readonly Glyphs _glyphs;
    private readonly int _slot;
    private readonly int _doing;
    private readonly int _schedule;
    private readonly int _seed;
    private readonly int _step;
    private readonly int _pace;

    public WorkersView(WatchFrame frame, int width, Glyphs glyphs)
    {
        _glyphs = glyphs;
        var underWay = frame.Pulse.UnderWay.ToDictionary(stage => stage.Stage, StringComparer.Ordinal);
        // While the cluster is away nobody is heard of, which says nothing of the workers.
        _rows = [.. frame.Workers.Select(worker => Row.Of(worker, frame.HeardAt, frame, underWay))];
        _slot = _rows.Select(row => row.Slot.Length).Append("worker".Length).Max();
        _seed = _rows.Select(row => row.Seed.Length).Append("seed".Length).Max();
        _step = _rows.Select(row => row.Step.Length).Append("step".Length).Max();
        _pace = _rows.Select(row => row.Pace.Length).Append("images/s".Length).Max();
        var wanted = _rows.Select(row => row.Schedule.Length).Append("schedule".Length).Max();
        var doing = _rows.Select(row => row.Doing.Length).Append("does".Length).Max();
        var room = width - _slot - _seed - _step - _pace - (5 * Gap.Length);
        _doing = Math.Clamp(doing, 4, Math.Max(8, room - LeastSchedule));
        _schedule = Math.Clamp(wanted, 8, Math.Max(8, room - _doing));
    }

    /// <summary>Rows that show all of it.</summary>
    public int Wanted => _rows.Length + 1;

    /// <summary>As many as so many rows can hold, the most interesting first.</summary>
    public IEnumerable<Line> Lines(int rows)
    {
        if (_rows.IsEmpty)
        {
            yield return Line.Of("no worker has been heard of yet", Tone.Strong);
            yield break;
        }

        yield return Line.Of(
            new Piece(Line.Fit("worker", _slot, _glyphs), Tone.Strong),
            new Piece(
                Gap + Line.Fit("does", _doing, _glyphs) + Gap + Line.Fit("schedule", _schedule, _glyphs) + Gap
                + "seed".PadLeft(_seed) + Gap + "step".PadLeft(_step) + Gap + "images/s".PadLeft(_pace),
                Tone.Faint));
        var shown = rows >= Wanted ? _rows.Length : Math.Max(0, rows - 2);
        foreach (var row in _rows.Index().OrderBy(row => row.Item.Dullness).Take(shown).OrderBy(row => row.Index))
            yield return Of(row.Item);
        var left = _rows.Length - shown;
        if (left > 0)
            yield return Line.Of(_glyphs.Spell($"… {Format.Count(left)} more {(left == 1 ? "worker" : "workers")}"), Tone.Faint);
    }

    private Line Of(Row row) => Line.Of(
        new Piece(Line.Fit(row.Slot, _slot, _glyphs)),
        new Piece(Gap + Line.Fit(_glyphs.Spell(row.Doing), _doing, _glyphs), row.Missed ? Tone.Bad : row.Schedule.Length > 0 ? Tone.Busy : Tone.Faint),
        new Piece(Gap + Line.Fit(row.Schedule, _schedule, _glyphs) + Gap + row.Seed.PadLeft(_seed) + Gap + row.Step.PadLeft(_step) + Gap + row.Pace.PadLeft(_pace)));

    private sealed record Row(string Slot, string Doing, string Schedule, string Seed, string Step, string Pace, bool Missed, int Dullness)
    {
        public static Row Of(WorkerView worker, DateTimeOffset now, WatchFrame frame, Dictionary<string, TrialUnderWay> underWay)
        {
            var (beat, heardAt) = worker;
            var missed = now - heardAt > WorkersView.Missed;
            var here = beat.Lease is { } lease && lease.Study == frame.Status.Name ? underWay.GetValueOrDefault(lease.Stage) : null;
            var several = frame.Pulse.Experiments.Length > 1;
            return new Row(
                beat.Slot,
                missed ? $"! silent {Format.Duration(now - heardAt)}" : beat.Activity,
                here is not null ? $"{(several ? here.Experiment + ": " : "")}{here.Schedule}"
                    : beat.Lease is { } other ? other.Study == frame.Status.Name ? other.Stage : "study " + other.Study : "",
                here is not null ? Format.Plain(here.Seed) : "",
                here is not null ? $"{Format.Count(Math.Max(beat.Step, here.Step))}/{Format.Count(here.Total)}" : "",
                beat.ImagesPerSecond > 0 && !missed ? Format.Rate(beat.ImagesPerSecond) : "",
                missed,
                missed ? 0 : here is not null ? 1 : beat.Lease is not null ? 2 : 3);
        }
    }
}
