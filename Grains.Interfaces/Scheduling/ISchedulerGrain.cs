using System.Collections.Immutable;
using JointQP.Studies.Planning;
using JointQP.Studies.Stages;

namespace JointQP.Grains.Interfaces.Scheduling;

/// <summary>Spreads ready stages over asking workers. One for a cluster, key <see cref="Key"/>. Soft state only.</summary>
[Alias("JointQP.ISchedulerGrain")]
public interface ISchedulerGrain : IGrainWithStringKey
{
    /// <summary>The key of the only scheduler.</summary>
    const string Key = "scheduler";

    /// <summary>Asks for work. A repeat with the same request id gets the same lease.</summary>
    [Alias("Ask")]
    Task<WorkReply> Ask(WorkRequest request);

    /// <summary>The slots that asked or beat lately, sorted: for <c>worker list</c>.</summary>
    [Alias("Slots")]
    Task<ImmutableArray<string>> Slots();
}

/// <summary>A worker's ask for a stage.</summary>
/// <param name="Slot">The worker's slot name.</param>
/// <param name="Incarnation">Which process of that slot; a later one has a greater number.</param>
/// <param name="RequestId">New for every ask, the same when an ask is repeated for want of an answer.</param>
/// <param name="Repeated">Whether this request was sent before.</param>
/// <param name="Fingerprint">The numeric fingerprint of the worker: device kind, instruction set, libtorch version, threads.</param>
/// <param name="Holds">
/// Content hashes of the checkpoints that the worker has at hand, the newest first, at most <see cref="Locality.MostHeld"/>: of equally long paths
/// it gets one that goes on from them.
/// </param>
[GenerateSerializer, Immutable, Alias("JointQP.WorkRequest")]
public sealed record WorkRequest(
    [property: Id(0)] string Slot,
    [property: Id(1)] long Incarnation,
    [property: Id(2)] Guid RequestId,
    [property: Id(3)] bool Repeated,
    [property: Id(4)] string Fingerprint,
    [property: Id(5)] ImmutableArray<string> Holds = default)
{
    /// <summary>Who would hold the lease.</summary>
    public LeaseHolder Holder => new(Slot, Incarnation, RequestId);
}

/// <summary>The answer to an ask.</summary>
/// <param name="Lease">The lease, or null when there is nothing to do.</param>
/// <param name="AskAgainAfter">Without a lease: how long to wait before asking again.</param>
/// <param name="Superseded">A newer incarnation of the slot is there: this process should end.</param>
[GenerateSerializer, Immutable, Alias("JointQP.WorkReply")]
public sealed record WorkReply(
    [property: Id(0)] StageLease? Lease,
    [property: Id(1)] TimeSpan AskAgainAfter,
    [property: Id(2)] bool Superseded = false);

/// <summary>Names one lease; every message about a stage carries it.</summary>
[GenerateSerializer, Immutable, Alias("JointQP.LeaseToken")]
public sealed record LeaseToken(
    [property: Id(0)] string Study,
    [property: Id(1)] string Stage,
    [property: Id(2)] long Epoch);

/// <summary>The right to run one stage, and all that is needed to run it.</summary>
[GenerateSerializer, Immutable, Alias("JointQP.StageLease")]
public sealed record StageLease
{
    /// <summary>Study, stage and epoch.</summary>
    [Id(0)] public required LeaseToken Token { get; init; }

    /// <summary>The span of steps.</summary>
    [Id(1)] public required PlannedStage Stage { get; init; }

    /// <summary>The leading trial: what decides the result.</summary>
    [Id(2)] public required PlannedTrial Trial { get; init; }

    /// <summary>How long it holds; counted by the worker from before it sent the request.</summary>
    [Id(3)] public required TimeSpan Duration { get; init; }

    /// <summary>Where to start: the checkpoint inside the stage if an earlier attempt left one, else the parent's; null for a fresh network.</summary>
    [Id(4)] public CheckpointRef? Start { get; init; }

    /// <summary>The parent's checkpoint, to fall back to when that inside the stage is unreadable.</summary>
    [Id(5)] public CheckpointRef? ParentCheckpoint { get; init; }

    /// <summary>How long to train between two checkpoints inside the stage.</summary>
    [Id(6)] public required TimeSpan CheckpointEvery { get; init; }
}

/// <summary>The answer to a message about a leased stage: data, never an exception.</summary>
public enum StageReply
{
    /// <summary>Stored.</summary>
    Accepted,

    /// <summary>The lease is over: drop the stage and ask again.</summary>
    Fenced,

    /// <summary>To a renewal: it is stored, and the study is paused. Leave a checkpoint, give the stage back and ask again.</summary>
    GiveBack,
}
