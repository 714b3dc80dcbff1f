using System.Collections.Immutable;
using System.Globalization;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Studies.Analysis.Sequential;
using JointQP.Studies.Planning;
using JointQP.Studies.Search;
using JointQP.Studies.Stages;
using JointQP.Studies.Stopping;

namespace JointQP.Grains.Studies;

/// <summary>What a study's log says of the things that happen.</summary>
internal static class StudyNotes
{
    // A stack of a remote machine, or a message that no program of ours sent, must not fill the log.
    private const int LongestText = 2000;

    /// <summary>Of a phase that a study has entered.</summary>
    public static StudyLogEntry Of(StudyState state, StudyOutline outline, bool afresh, DateTimeOffset now)
    {
        var (kind, at, text) = state.Phase switch
        {
            StudyPhase.Running when afresh => (StudyLogKind.Launched, state.LaunchedAt, $"{outline.Plan.Trials.Length} trials, {outline.Plan.Stages.Length} stages"),
            StudyPhase.Paused => (StudyLogKind.Paused, now, state.Draining ? "stages under way go on to their end" : "stages under way are given back"),
            StudyPhase.Completed => (StudyLogKind.Completed, state.EndedAt ?? now, "every stage has come to its end"),
            StudyPhase.Cancelled => (StudyLogKind.Cancelled, state.EndedAt ?? now, "by a user"),
            StudyPhase.Deleting => (StudyLogKind.Deleting, now, "by a user"),
            _ => (StudyLogKind.Resumed, now, "stages are leased again"),
        };
        return new StudyLogEntry(0, at, kind, null, null, null, text);
    }

    /// <summary>Of an extension that is stored, by whom ever it was made.</summary>
    public static StudyLogEntry Of(StudySource extension, StudyOutline outline, DateTimeOffset now) =>
        extension.Step is { } step ? Searched(step, now)
        : extension.Seeds is { } seeds ? new(0, now, StudyLogKind.Looked, null, null, null, Cut($"{outline.Spec.Sequential!.Experiment}: {seeds.Reason}"))
        : Extended(outline, now);

    /// <summary>Of the look that ends a study.</summary>
    public static StudyLogEntry Looked(SequentialVerdict verdict, DateTimeOffset now) =>
        new(0, now, StudyLogKind.Looked, null, null, null, Cut($"{verdict.Design.Experiment}: {verdict.Sentence}"));

    /// <summary>Of a user's extension.</summary>
    private static StudyLogEntry Extended(StudyOutline outline, DateTimeOffset now) => new(
        0, now, StudyLogKind.Extended, null, null, null, $"{outline.Plan.Trials.Length} trials, {outline.Plan.Stages.Length} stages in all");

    /// <summary>Of a search's step, whose trials were added.</summary>
    private static StudyLogEntry Searched(SearchStep step, DateTimeOffset now) =>
        new(0, now, StudyLogKind.Searched, null, null, null, Cut($"{step.Experiment}: {step.Reason}"));

    /// <summary>Of a search that is over.</summary>
    public static StudyLogEntry Searched(string experiment, SearchVerdict verdict, DateTimeOffset now) =>
        new(0, now, StudyLogKind.Searched, null, null, null, Cut($"{experiment}: the search is over. {verdict.Sentence}"));

    /// <summary>Of a rung that is decided.</summary>
    public static StudyLogEntry Judged(PlannedRung rung, RungDecision decision, DateTimeOffset now)
    {
        var stopped = decision.Stopped.Select(schedule => $"{schedule.Schedule} ({schedule.Reason})").ToList();
        var text = string.Create(CultureInfo.InvariantCulture, $"{rung.Experiment}, rung {rung.Number}, {rung.After} steps after the last operator settled: ")
            + (stopped.Count == 0 ? "all go on" : $"stopped are {string.Join("; ", stopped)}");
        return new(0, now, StudyLogKind.Judged, null, null, null, Cut(text));
    }

    /// <summary>Of a slot that was set aside when it lost a lease of the study.</summary>
    public static StudyLogEntry SetAside(string slot, string reason, DateTimeOffset now) => new(0, now, StudyLogKind.WorkerSetAside, null, slot, null, Cut(reason));

    /// <summary>Whether a study's last entry fits its phase: what is missing was lost with the process that would have written it.</summary>
    public static bool Tells(StudyLogKind? last, StudyPhase phase) => phase switch
    {
        StudyPhase.Running => last is StudyLogKind.Launched or StudyLogKind.Resumed or StudyLogKind.Extended or StudyLogKind.Judged or StudyLogKind.Searched or StudyLogKind.Looked,
        StudyPhase.Paused => last is StudyLogKind.Paused or StudyLogKind.Extended or StudyLogKind.Judged or StudyLogKind.Searched or StudyLogKind.Looked,
        StudyPhase.Completed => last is StudyLogKind.Completed,
        StudyPhase.Cancelled => last is StudyLogKind.Cancelled,
        _ => last is StudyLogKind.Deleting,
    };

    /// <summary>Of what happened to stages, in order; a lost lease is told once.</summary>
    public static ImmutableArray<StudyLogEntry> Of(ImmutableArray<StageEvent> events, DateTimeOffset now) =>
        [.. events.Select(happened => Of(happened, now)).OfType<StudyLogEntry>()];

    private static StudyLogEntry? Of(StageEvent happened, DateTimeOffset now)
    {
        return happened switch
        {
            StageEvent.LeaseGranted granted => Entry(StudyLogKind.Leased, granted.Slot, granted.Epoch, ""),
            StageEvent.AttemptEnded ended when KindOf(ended.Outcome) is { } kind => Entry(kind, ended.Slot, ended.Epoch, FailureText.Reason(ended.Reason ?? "")),
            StageEvent.StagePoisoned poisoned => Entry(StudyLogKind.Poisoned, null, null, poisoned.Reason),
            StageEvent.StageFailed failed => Entry(StudyLogKind.Failed, null, null, FailureText.Reason(failed.Reason)),
            StageEvent.StageRetried retried => Entry(StudyLogKind.Retried, null, null, FailureText.Reason(retried.Reason)),
            StageEvent.StageRebuilt rebuilt => Entry(StudyLogKind.Rebuilt, null, null, rebuilt.Reason),
            StageEvent.DeterminismAlarm alarm => Entry(StudyLogKind.DeterminismAlarm, null, null, $"it ended in {alarm.Found} instead of {alarm.Expected}"),
            StageEvent.MessageFenced fenced => Entry(StudyLogKind.Fenced, null, fenced.Epoch, $"a late {fenced.Message}"),
            _ => null,
        };

        StudyLogEntry Entry(StudyLogKind kind, string? slot, long? epoch, string text) =>
            new(0, now, kind, happened.Stage, slot, epoch, Cut(text));
    }

    private static string Cut(string text) => text.Length <= LongestText ? text : text[..LongestText] + " …";

    // A contradiction is told by its alarm.
    private static StudyLogKind? KindOf(AttemptOutcome outcome) => outcome switch
    {
        AttemptOutcome.Committed => StudyLogKind.Committed,
        AttemptOutcome.Failed => StudyLogKind.AttemptFailed,
        AttemptOutcome.Lost => StudyLogKind.Lost,
        AttemptOutcome.Released => StudyLogKind.Released,
        AttemptOutcome.ParentUnreadable => StudyLogKind.ParentUnreadable,
        AttemptOutcome.Dropped => StudyLogKind.Dropped,
        _ => null,
    };
}
