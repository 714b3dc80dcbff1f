using System.Collections.Immutable;
using JointQP.Studies.Planning;
using JointQP.Studies.Stages;

namespace JointQP.Tests.Faults.Simulation;

/// <summary>Names one lease, as the contract between workers and studies does.</summary>
internal readonly record struct Token(string Study, string Stage, long Epoch);

/// <summary>The right to run one stage.</summary>
internal sealed record GrantedLease(Token Token, PlannedStage Stage, long Duration, CheckpointRef? Start, CheckpointRef? Parent, long CheckpointEvery);

/// <summary>A worker's ask.</summary>
internal sealed record Ask(string Slot, long Incarnation, Guid Request, bool Repeated, string Fingerprint, ImmutableArray<string> Holds)
{
    public LeaseHolder Holder => new(Slot, Incarnation, Request);
}

/// <summary>What it is answered.</summary>
internal sealed record Work(GrantedLease? Lease, long AskAgainAfter, bool Superseded = false);

/// <summary>What a message about a lease is answered.</summary>
internal enum Said
{
    Accepted,
    Fenced,
    GiveBack,
}

/// <summary>A study as it tells the scheduler of itself.</summary>
internal sealed record Demand(string Study, bool Ended, int Priority, int Blocked, ImmutableArray<string> Holders, bool Paused);

/// <summary>One reported value.</summary>
internal readonly record struct Row(long Step, string Name, double Value);

/// <summary>What became of a call.</summary>
/// <param name="Outcome">Whether there is an answer.</param>
/// <param name="Value">The answer.</param>
/// <param name="SentAt">When the request that was answered was sent, as nobody in the cluster can know it.</param>
internal readonly record struct Reply<T>(CallOutcome Outcome, T? Value, long SentAt)
{
    public bool Answered => Outcome == CallOutcome.Answered;
}

internal enum CallOutcome
{
    Answered,

    /// <summary>An error or no answer in time: it may have taken effect or not.</summary>
    Failed,

    /// <summary>Nobody waits for the answer any more.</summary>
    GivenUp,
}

/// <summary>A call between grains failed, or their store did.</summary>
internal sealed class CallFailedException(string message) : Exception(message);
