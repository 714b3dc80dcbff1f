using System.Collections.Immutable;
using JointQP.Grains.Interfaces.Scheduling;

namespace JointQP.Worker;

/// <summary>Which process of which slot this is, and on what it trains.</summary>
/// <param name="Slot">The slot's name.</param>
/// <param name="Incarnation">Milliseconds since the epoch when the process started: a later process has a greater number.</param>
/// <param name="Fingerprint">Device kind, instruction set, libtorch version, threads.</param>
internal sealed record WorkerIdentity(string Slot, long Incarnation, string Fingerprint)
{
    /// <summary>A new ask for work.</summary>
    /// <param name="holds">The checkpoints at hand, the newest first.</param>
    public WorkRequest NewRequest(ImmutableArray<string> holds) => new(Slot, Incarnation, Guid.NewGuid(), Repeated: false, Fingerprint, holds);
}
