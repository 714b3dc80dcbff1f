using System.Collections.Immutable;

namespace JointQP.Studies.Stages;

/// <summary>What comes of a command.</summary>
/// <param name="Board">The board after it.</param>
/// <param name="Changed">
/// The records that must be stored, in one transaction, before <paramref name="Answer"/> is given or the board is used; in plan order,
/// <see cref="StageRecord.Version"/> one greater than that of the stored row. Empty when nothing stored changes: a renewal moves only a
/// deadline, which is not stored.
/// </param>
/// <param name="Answer">What to say to who sent the command.</param>
/// <param name="Events">What happened, in order, for logs and telemetry.</param>
public sealed record Transition(
    StageBoard Board,
    ImmutableArray<StageRecord> Changed,
    StageAnswer Answer,
    ImmutableArray<StageEvent> Events);
