using JointQP.Client.Rendering.Watch;
using JointQP.Client.Watching;
using JointQP.Grains.Interfaces.Studies;

namespace JointQP.Client.Rendering;

/// <summary>A watched study in a pipe: a line when something changed, and one every while.</summary>
internal sealed class WatchLines
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    private WatchFrame? _last;

    /// <summary>The lines to print for this frame; often none.</summary>
    public IEnumerable<string> Next(WatchFrame frame)
    {
        var before = _last;
        if (before is not null && !Changed(before, frame) && frame.Now - before.Now < Every)
            return [];
        _last = frame;
        var s = frame.Status;
        return
        [
            $"{s.Name} {StudyText.Phase(s.Phase)}: {Summary(frame)}",
            .. s.Seeds is { } seeds && LooksText.Standing(seeds) is var standing && standing != Standing(before) ? [$"{s.Name} seeds: {standing}"] : Array.Empty<string>(),
            .. frame.IsLast ? [] : WorkerText.Remarks(frame.Workers).Select(remark => $"{s.Name} {remark}"),
            .. s.Problems.Except(before?.Status.Problems ?? []).Select(p => $"{s.Name} problem: {p}"),
        ];
    }

    private static string Summary(WatchFrame frame)
    {
        var s = frame.Status;
        var trials = $"{StudyText.Trials(s.TrialsDone, s.Trials)} trials" + StudyText.Others(s.TrialsFailed, s.TrialsStopped);
        return frame.Waiting ? $"{trials}, waiting for the cluster"
            : $"{trials}, {WatchPicture.Pace(frame)}"
                + (frame.IsLast ? "" : frame.Left is null && frame.Workers.IsEmpty ? ", no worker heard of yet" : $", time left {WatchPicture.Left(frame)}");
    }

    private static string? Standing(WatchFrame? frame) => frame?.Status.Seeds is { } seeds ? LooksText.Standing(seeds) : null;

    private static bool Changed(WatchFrame a, WatchFrame b) =>
        a.Waiting != b.Waiting || Key(a.Status) != Key(b.Status) || Standing(a) != Standing(b) || !a.Status.Problems.SequenceEqual(b.Status.Problems);

    private static (StudyPhase Phase, int Done, int Failed, int Stopped) Key(StudyStatus s) => (s.Phase, s.TrialsDone, s.TrialsFailed, s.TrialsStopped);
}
