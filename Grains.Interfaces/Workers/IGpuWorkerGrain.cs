using System.Collections.Immutable;
using JointQP.Grains.Interfaces.Scheduling;
using JointQP.Studies.Scheduling;
using JointQP.Studies.Stages;

namespace JointQP.Grains.Interfaces.Workers;

/// <summary>The cluster's picture of one worker. A view, never an authority; only the health of its slot is stored. Key: the slot name.</summary>
[Alias("JointQP.IGpuWorkerGrain")]
public interface IGpuWorkerGrain : IGrainWithStringKey
{
    /// <summary>What the worker does now; sent every few seconds.</summary>
    [Alias("Beat")]
    Task<BeatReply> Beat(WorkerBeat beat);

    /// <summary>The last picture; null when the slot was never heard of since the cluster started.</summary>
    [Alias("GetView")]
    Task<WorkerView?> GetView();

    /// <summary>The slot lost a lease; told by the study. Told again it changes nothing.</summary>
    [Alias("OnLost")]
    Task<LossReply> OnLost(LostLease lost);

    /// <summary>The slot trained a stage to its end; told by the study. It ends a run of losses, and what they led to.</summary>
    [Alias("OnCommitted")]
    Task OnCommitted();

    /// <summary>Whether the slot is to get work; asked by the scheduler.</summary>
    [Alias("GetHealth")]
    Task<SlotHealth> GetHealth();

    /// <summary>Has the slot's process leave a checkpoint, give its stage back and end; the slot gets no work until it is restored. Repeating it changes nothing.</summary>
    [Alias("Drain")]
    Task Drain();

    /// <summary>Gives the slot work again, and forgets its losses; whether it had been set aside or drained. Repeating it changes nothing.</summary>
    [Alias("Restore")]
    Task<bool> Restore();
}

/// <summary>What a worker tells of itself.</summary>
/// <param name="Slot">The slot name.</param>
/// <param name="Incarnation">Which process of that slot.</param>
/// <param name="Device">Such as <c>cpu</c> or <c>cuda:0</c>.</param>
/// <param name="Fingerprint">Device kind, instruction set, libtorch version, threads.</param>
/// <param name="Host">Machine name.</param>
/// <param name="ProcessId">Process id on that machine.</param>
/// <param name="Activity">What it does, for people: <c>idle</c>, <c>fetching fashion-mnist 40 %</c>, <c>training</c>.</param>
/// <param name="Lease">The lease it runs.</param>
/// <param name="Step">The step it has reached.</param>
/// <param name="ImagesPerSecond">Training samples a second since the last beat; 0 while it does not train.</param>
/// <param name="CheckpointBytes">Bytes of checkpoints written since the last beat.</param>
[GenerateSerializer, Immutable, Alias("JointQP.WorkerBeat")]
public sealed record WorkerBeat(
    [property: Id(0)] string Slot,
    [property: Id(1)] long Incarnation,
    [property: Id(2)] string Device,
    [property: Id(3)] string Fingerprint,
    [property: Id(4)] string Host,
    [property: Id(5)] int ProcessId,
    [property: Id(6)] string Activity,
    [property: Id(7)] LeaseToken? Lease,
    [property: Id(8)] long Step,
    [property: Id(9)] double ImagesPerSecond,
    [property: Id(10)] long CheckpointBytes)
{
    /// <summary>The last lines that it logged (<see cref="FailureText.Last"/>).</summary>
    [Id(11)] public ImmutableArray<string> Log { get; init; } = [];
}

/// <summary>What a study learns of a slot that lost a lease.</summary>
/// <param name="SetAside">Why the slot is set aside, when this loss was the last straw.</param>
/// <param name="Log">The last lines that the process logged which held the lease; empty when it was not heard of.</param>
[GenerateSerializer, Immutable, Alias("JointQP.LossReply")]
public sealed record LossReply([property: Id(0)] string? SetAside, [property: Id(1)] ImmutableArray<string> Log);

/// <summary>What the cluster tells a worker.</summary>
/// <param name="Superseded">A newer incarnation of the slot is there: this process should end.</param>
/// <param name="Leave">The slot is drained: this process should give its stage back and end.</param>
[GenerateSerializer, Immutable, Alias("JointQP.BeatReply")]
public sealed record BeatReply([property: Id(0)] bool Superseded, [property: Id(1)] bool Leave = false);

/// <summary>A worker as last heard of.</summary>
/// <param name="Beat">What it told.</param>
/// <param name="HeardAt">When.</param>
[GenerateSerializer, Immutable, Alias("JointQP.WorkerView")]
public sealed record WorkerView([property: Id(0)] WorkerBeat Beat, [property: Id(1)] DateTimeOffset HeardAt)
{
    /// <summary>When it was first heard of, as this process, with the lease it has now, or without one.</summary>
    [Id(2)] public DateTimeOffset? Since { get; init; }

    /// <summary>When its slot was set aside, because it lost lease after lease; null while it is not.</summary>
    [Id(3)] public DateTimeOffset? SetAsideAt { get; init; }

    /// <summary>Why its slot was set aside; null while it is not.</summary>
    [Id(4)] public string? SetAsideReason { get; init; }

    /// <summary>When a user had its slot drained; null while it is not.</summary>
    [Id(5)] public DateTimeOffset? DrainedAt { get; init; }

    /// <summary>The last lines that the slot's process before this one logged; empty when none was heard of.</summary>
    [Id(6)] public ImmutableArray<string> LogBefore { get; init; } = [];

    /// <summary>The last lines of the process that held a lease: this one, when it holds it still, else the one before it.</summary>
    public ImmutableArray<string> LogOf(LeaseToken lease) =>
        Beat.Lease == lease ? Beat.Log : LogBefore;

    /// <summary>The view after another beat.</summary>
    public static WorkerView After(WorkerView? before, WorkerBeat beat, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(beat);
        var goesOn = before?.Beat.Incarnation == beat.Incarnation && before.Beat.Lease == beat.Lease;
        return new WorkerView(beat, now)
        {
            Since = goesOn ? before!.Since : now,
            LogBefore = before is null ? [] : before.Beat.Incarnation == beat.Incarnation ? before.LogBefore : before.Beat.Log,
        };
    }
}
