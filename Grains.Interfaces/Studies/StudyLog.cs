using System.Collections.Immutable;

namespace JointQP.Grains.Interfaces.Studies;

/// <summary>What may happen to a study.</summary>
public enum StudyLogKind
{
    /// <summary>The study was launched.</summary>
    Launched,

    /// <summary>A user paused it.</summary>
    Paused,

    /// <summary>A user resumed it.</summary>
    Resumed,

    /// <summary>Its last stage came to its end.</summary>
    Completed,

    /// <summary>A user ended it.</summary>
    Cancelled,

    /// <summary>A user deleted it; this is the last that is ever logged of it.</summary>
    Deleting,

    /// <summary>A worker got a stage.</summary>
    Leased,

    /// <summary>A lease ran out, or a newer process of its slot appeared.</summary>
    Lost,

    /// <summary>A worker gave its stage back.</summary>
    Released,

    /// <summary>The study took the stage away.</summary>
    Dropped,

    /// <summary>Training threw.</summary>
    AttemptFailed,

    /// <summary>A worker could not read the checkpoint that its stage starts from.</summary>
    ParentUnreadable,

    /// <summary>A stage's result was stored.</summary>
    Committed,

    /// <summary>A stage was set aside because its training failed too often or contradicted itself.</summary>
    Failed,

    /// <summary>A stage was set aside because it was lost, or its checkpoint unreadable, too often.</summary>
    Poisoned,

    /// <summary>A committed stage must be trained again.</summary>
    Rebuilt,

    /// <summary>A stage, trained again, ended in other bits.</summary>
    DeterminismAlarm,

    /// <summary>A message came after its lease was over.</summary>
    Fenced,

    /// <summary>A user added trials.</summary>
    Extended,

    /// <summary>A stopper compared the schedules of an experiment at a rung.</summary>
    Judged,

    /// <summary>A search went a step further, or is over.</summary>
    Searched,

    /// <summary>A user asked for a stage that was set aside to be tried again.</summary>
    Retried,

    /// <summary>A worker lost so many leases in a row that its slot was set aside.</summary>
    WorkerSetAside,

    /// <summary>The study looked at its primary comparison: it got more seeds, or is decided.</summary>
    Looked,
}

/// <summary>Something that happened to a study.</summary>
/// <param name="Sequence">Its place in the study's log, growing by one from 1; 0 until it is stored.</param>
/// <param name="At">When.</param>
/// <param name="Kind">What.</param>
/// <param name="Stage">The stage; null for what happened to the study as a whole.</param>
/// <param name="Slot">The worker's slot, where a lease began or ended.</param>
/// <param name="Epoch">The lease's epoch, where there is one.</param>
/// <param name="Text">For people: why, or how much.</param>
[GenerateSerializer, Immutable, Alias("JointQP.StudyLogEntry")]
public sealed record StudyLogEntry(
    [property: Id(0)] long Sequence,
    [property: Id(1)] DateTimeOffset At,
    [property: Id(2)] StudyLogKind Kind,
    [property: Id(3)] string? Stage,
    [property: Id(4)] string? Slot,
    [property: Id(5)] long? Epoch,
    [property: Id(6)] string Text);

/// <summary>Which part of a study's log to read.</summary>
/// <param name="After">The cursor: only entries with a greater sequence. 0 for all.</param>
/// <param name="Limit">At most so many, 1 to 10,000.</param>
/// <param name="Newest">Whether the limit keeps the newest entries; else the oldest, so that a reader goes on from there.</param>
/// <param name="Since">Only entries from then on.</param>
/// <param name="Stage">Only entries of this stage.</param>
[GenerateSerializer, Immutable, Alias("JointQP.StudyLogQuery")]
public sealed record StudyLogQuery(
    [property: Id(0)] long After,
    [property: Id(1)] int Limit,
    [property: Id(2)] bool Newest = false,
    [property: Id(3)] DateTimeOffset? Since = null,
    [property: Id(4)] string? Stage = null)
{
    /// <summary>The greatest limit.</summary>
    public const int MostAtOnce = 10_000;
}

/// <summary>A part of a study's log.</summary>
/// <param name="Entries">By sequence.</param>
/// <param name="Cursor">Where to read on: up to here everything that was asked for is told.</param>
/// <param name="Oldest">The sequence of the oldest entry that is kept; 0 when there is none. Entries between a reader's cursor and this one are gone.</param>
[GenerateSerializer, Immutable, Alias("JointQP.StudyLogPage")]
public sealed record StudyLogPage(
    [property: Id(0)] ImmutableArray<StudyLogEntry> Entries,
    [property: Id(1)] long Cursor,
    [property: Id(2)] long Oldest);

/// <summary>The answer to a reader of a study's log.</summary>
/// <param name="Page">What was asked for.</param>
/// <param name="Ended">Whether the study has come to its end, so that nothing follows what is kept.</param>
[GenerateSerializer, Immutable, Alias("JointQP.StudyLogReply")]
public sealed record StudyLogReply([property: Id(0)] StudyLogPage Page, [property: Id(1)] bool Ended);
