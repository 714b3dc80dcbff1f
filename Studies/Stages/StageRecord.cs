using JointQP.Studies.Rates;
using Orleans;

namespace JointQP.Studies.Stages;

/// <summary>Where a stage stands.</summary>
public enum StageStatus
{
    /// <summary>Waits for its parent.</summary>
    Blocked,

    /// <summary>May be leased.</summary>
    Ready,

    /// <summary>A worker holds it.</summary>
    Leased,

    /// <summary>Its result is stored. Final, unless its checkpoint cannot be read by a child.</summary>
    Committed,

    /// <summary>Training threw more often than the failed budget allows. Final.</summary>
    Failed,

    /// <summary>Its workers were lost more often than the lost budget allows. Final.</summary>
    Poisoned,

    /// <summary>An ancestor failed or was poisoned, so it cannot be trained. Final.</summary>
    Unreachable,

    /// <summary>The study was cancelled. Final.</summary>
    Cancelled,

    /// <summary>A stopper ended every trial that would go on here. Final.</summary>
    Stopped,
}

/// <summary>What a status means.</summary>
public static class StageStatuses
{
    /// <summary>Whether the stage has come to its end, one way or another.</summary>
    public static bool HasEnded(this StageStatus status) => status is not (StageStatus.Blocked or StageStatus.Ready or StageStatus.Leased);
}

/// <summary>How a lease ended.</summary>
public enum AttemptOutcome
{
    /// <summary>With the stage's result.</summary>
    Committed,

    /// <summary>Training threw.</summary>
    Failed,

    /// <summary>The lease ran out, or a newer process of its slot appeared.</summary>
    Lost,

    /// <summary>The worker gave the stage back, or asked for other work.</summary>
    Released,

    /// <summary>The parent's checkpoint could not be read.</summary>
    ParentUnreadable,

    /// <summary>With a result that differs from the one committed before.</summary>
    Contradicted,

    /// <summary>The study took the stage away: it was cancelled, or an ancestor was set aside.</summary>
    Dropped,
}

/// <summary>A checkpoint file, named by stage, epoch, step and content hash.</summary>
/// <param name="File">File name inside the study's checkpoint folder.</param>
/// <param name="Step">The next step to train.</param>
/// <param name="Hash">SHA-256 of the file's content, 64 hexadecimal digits.</param>
/// <param name="Bytes">Size.</param>
[GenerateSerializer, Immutable, Alias("JointQP.CheckpointRef")]
public sealed record CheckpointRef(
    [property: Id(0)] string File,
    [property: Id(1)] long Step,
    [property: Id(2)] string Hash,
    [property: Id(3)] long Bytes);

/// <summary>Who holds a lease.</summary>
/// <param name="Slot">The worker's slot name, unique in the cluster, such as <c>local-0</c>.</param>
/// <param name="Incarnation">Which process of that slot: a later one has a greater number.</param>
/// <param name="RequestId">The ask that was granted; asking again with it gets the same lease.</param>
[GenerateSerializer, Immutable, Alias("JointQP.LeaseHolder")]
public sealed record LeaseHolder(
    [property: Id(0)] string Slot,
    [property: Id(1)] long Incarnation,
    [property: Id(2)] Guid RequestId);

/// <summary>What a committed stage leaves behind: all that enters the result hash besides the metrics.</summary>
/// <param name="Checkpoint">Where its children, or the compressed network, start from.</param>
/// <param name="StateHash">SHA-256 over weights and operator state in canonical order; independent of the file's form.</param>
[GenerateSerializer, Immutable, Alias("JointQP.StageResult")]
public sealed record StageResult([property: Id(0)] CheckpointRef Checkpoint, [property: Id(1)] string StateHash);

/// <summary>What is stored of one stage. A row changes only by an update conditional on <see cref="Epoch"/> and <see cref="Version"/>.</summary>
[GenerateSerializer, Immutable, Alias("JointQP.StageRecord")]
public sealed record StageRecord
{
    /// <summary>The planned stage's id.</summary>
    [Id(0)] public required string Id { get; init; }

    /// <summary>Where it stands.</summary>
    [Id(1)] public required StageStatus Status { get; init; }

    /// <summary>The number of the last lease; 0 before the first. It only grows: by one with every grant, and by one when a lease is dropped.</summary>
    [Id(2)] public long Epoch { get; init; }

    /// <summary>Grows by one with every stored change.</summary>
    [Id(3)] public long Version { get; init; }

    /// <summary>Who holds it while <see cref="StageStatus.Leased"/>.</summary>
    [Id(4)] public LeaseHolder? Holder { get; init; }

    /// <summary>When the lease ends. Not stored: after a reactivation the stored holder gets one full lease more.</summary>
    [Id(5)] public DateTimeOffset? Deadline { get; init; }

    /// <summary>Leases that ran out.</summary>
    [Id(6)] public int Losses { get; init; }

    /// <summary>Attempts in which training threw.</summary>
    [Id(7)] public int Failures { get; init; }

    /// <summary>Times its committed checkpoint was found unreadable and the stage was trained again.</summary>
    [Id(8)] public int Rebuilds { get; init; }

    /// <summary>The latest checkpoint inside the stage: where the next attempt goes on.</summary>
    [Id(9)] public CheckpointRef? Progress { get; init; }

    /// <summary>What was committed; kept while a lost checkpoint is trained again, to be compared with.</summary>
    [Id(10)] public StageResult? Result { get; init; }

    /// <summary>The numeric fingerprint of the machine of its first lease.</summary>
    [Id(11)] public string? Fingerprint { get; init; }

    /// <summary>Why it last failed or was lost.</summary>
    [Id(12)] public string? Reason { get; init; }

    /// <summary>How the latest lease ended, so that a repeated message is answered as the first was; null while it is held and before the first.</summary>
    [Id(13)] public AttemptOutcome? Outcome { get; init; }

    /// <summary>What the time of the attempt that committed it went to; null where the worker did not tell. It enters no hash.</summary>
    [Id(14)] public StageTiming? Timing { get; init; }
}
