using JointQP.Client.Watching;
using JointQP.Grains.Interfaces.Studies;

namespace JointQP.Client.Rendering.Watch;

/// <summary>A watched study as a picture that fits its window.</summary>
internal static class WatchPicture
{
    private const int LabelWidth = 12;
    private const int LeastWidth = 20;

    /// <summary>The picture.</summary>
    /// <param name="frame">What is seen.</param>
    /// <param name="width">Columns of the window; less than 20 are taken for 20.</param>
    /// <param name="height">Rows of the window; null for as many as it takes.</param>
    /// <param name="footer">The last line, if there is room for it; null for none.</param>
    public static Picture Of(WatchFrame frame, int width, int? height, Glyphs glyphs, string? footer = null)
    {
        width = Math.Max(width, LeastWidth);
        footer = frame.IsLast ? null : footer;
        var head = Head(frame, width, glyphs).ToList();
        var schedules = new SchedulesView(frame, width, glyphs);
        var workers = new WorkersView(frame, width, glyphs);
        var best = BestView.Lines(frame, width);
        var problems = frame.Status.Problems.SelectMany(problem => Words.Wrap("! " + problem, width)).Select(line => Line.Of(line, Tone.Bad)).ToList();
        var rows = RowBudget.Fit(
            (height ?? int.MaxValue / 2) - head.Count,
            [
                (Math.Min(3, schedules.Wanted), schedules.Wanted),
                (Math.Min(1, problems.Count), problems.Count),
                (frame.IsLast ? 0 : Math.Min(3, workers.Wanted), frame.IsLast ? 0 : workers.Wanted),
                (Math.Min(1, best.Count), best.Count),
                (0, 1),
                (0, best.Count > 0 ? 1 : 0),
                (0, frame.IsLast ? 0 : 1),
                (0, problems.Count > 0 ? 1 : 0),
                (0, footer is null ? 0 : 1),
            ]);
        IEnumerable<Line> lines =
        [
            .. head,
            .. Blank(rows[4]),
            .. rows[0] > 0 ? schedules.Lines(rows[0]) : [],
            .. Blank(rows[5]),
            .. Fold(best, rows[3], glyphs),
            .. Blank(rows[6]),
            .. rows[2] > 0 ? workers.Lines(rows[2]) : [],
            .. Blank(rows[7]),
            .. Fold(problems, rows[1], glyphs),
            .. rows[8] > 0 ? [Line.Of(footer!, Tone.Faint)] : Array.Empty<Line>(),
        ];
        return new Picture([.. lines.Take(height ?? int.MaxValue).Select(line => line.Cut(width, glyphs))]);
    }

    /// <summary>The share of steps done, the pace and the time left, in words.</summary>
    public static string Pace(WatchFrame frame)
    {
        var share = Format.Share(frame.StepsDone, Math.Max(frame.StepsDone, frame.Status.Steps)) + " of the steps";
        if (frame.IsLast)
            return share;
        return share
            + (frame.Pace is { } pace ? $", {Format.Rate(pace.PerSecond)} steps/s" : "")
            + (frame.Pulse.Unread > 0 ? $", {Format.Count(frame.Pulse.Unread)} stages still to be read" : "");
    }

    /// <summary>The time left with its range, or why it is not known.</summary>
    public static string Left(WatchFrame frame) => frame switch
    {
        { Status.Phase: not StudyPhase.Running } => $"not running: the study is {StudyText.Phase(frame.Status.Phase)}",
        { Silence: not null } => "unknown while the cluster is away",
        { Left: { } left } => Format.About(left.Likely, left.Least, left.Most),
        { Workers.IsEmpty: true } => "unknown: no worker has been heard of yet",
        _ when LiveSteps.Training(frame.Pulse, frame.Workers) == 0 => "unknown: no worker trains this study now",
        _ => "being measured",
    };

    private static IEnumerable<Line> Head(WatchFrame frame, int width, Glyphs glyphs)
    {
        yield return Line.Of(new Piece(frame.Status.Name, Tone.Strong), new Piece("  " + Phase(frame)));
        if (frame.Silence is { } silence && !frame.IsLast)
        {
            var words = $"! waiting for the cluster for {Format.Duration(silence)}: the picture stays until it answers";
            foreach (var line in Words.Wrap(words, width))
                yield return Line.Of(line, Tone.Bad);
        }

        yield return new Line([Label("trials"), .. TrialBar.Of(frame.Pulse.Trials, width - LabelWidth, glyphs).Pieces]);
        if (frame.Status.Seeds is { } seeds)
        {
            foreach (var (at, line) in Words.Wrap(LooksText.Standing(seeds), width - LabelWidth).Index())
                yield return Line.Of(Label(at == 0 ? "seeds" : ""), new Piece(line));
        }

        if (frame.IsLast)
            yield break;
        var left = Left(frame);
        var pace = Pace(frame);
        if (LabelWidth + left.Length + 2 + pace.Length <= width)
        {
            yield return Line.Of(Label("time left"), new Piece(left), new Piece("; " + pace));
            yield break;
        }

        yield return Line.Of(Label("time left"), new Piece(left));
        yield return Line.Of(Label("progress"), new Piece(pace));
    }

    private static Piece Label(string text) => new(text.PadRight(LabelWidth), Tone.Strong);

    private static string Phase(WatchFrame frame)
    {
        var s = frame.Status;
        var since = Format.Duration((s.EndedAt ?? frame.Now) - s.LaunchedAt);
        return s.Phase switch
        {
            StudyPhase.Running => $"running for {since}",
            _ when s.EndedAt is not null => $"{StudyText.Phase(s.Phase)} after {since}",
            _ => $"{StudyText.Phase(s.Phase)}, launched {since} ago",
        };
    }

    private static IEnumerable<Line> Blank(int rows) => Enumerable.Repeat(Line.Blank, rows);

    private static List<Line> Fold(List<Line> lines, int rows, Glyphs glyphs)
    {
        if (lines.Count <= rows)
            return lines;
        var shown = rows > 1 ? rows - 1 : rows;
        var more = Line.Of(glyphs.Spell($"… {Format.Count(lines.Count - shown)} more lines"), Tone.Faint);
        return [.. lines.Take(shown), .. rows > 1 ? [more] : Array.Empty<Line>()];
    }
}
