using System.Collections.Immutable;
using JointQP.Studies.Rates;
using JointQP.Studies.Stopping;

namespace JointQP.Studies.Stages;

/// <summary>What may be asked of a <see cref="StageBoard"/>; <see cref="StageReducer"/> says what comes of it.</summary>
public abstract record StageCommand
{
    private StageCommand()
    {
    }

    /// <summary>A message of a worker about the stage it holds. It counts only with the epoch of the stage's current lease.</summary>
    /// <param name="Stage">The stage's id.</param>
    /// <param name="Epoch">The epoch that the lease was granted with.</param>
    public abstract record Message(string Stage, long Epoch) : StageCommand;

    /// <summary>Asks for a stage. Answered <see cref="StageAnswer.Granted"/>, <see cref="StageAnswer.Nothing"/> or <see cref="StageAnswer.Superseded"/>.</summary>
    /// <param name="Holder">Who asks, and the ask's request id.</param>
    /// <param name="Fingerprint">The numeric fingerprint of the asking worker.</param>
    /// <param name="Holds">
    /// Content hashes of checkpoints that the worker has at hand, the newest first. Of equally long paths it gets one that goes on from such a
    /// one; what they are decides nothing else. Only the first <see cref="Locality.MostHeld"/> count.
    /// </param>
    public sealed record Lease(LeaseHolder Holder, string Fingerprint, ImmutableArray<string> Holds = default) : StageCommand;

    /// <summary>Extends the lease to its full length from now.</summary>
    public sealed record Renew(string Stage, long Epoch) : Message(Stage, Epoch);

    /// <summary>Names a checkpoint inside the stage; recorded when its step is greater than that of the one before.</summary>
    public sealed record Checkpoint(string Stage, long Epoch, CheckpointRef Ref) : Message(Stage, Epoch);

    /// <summary>Ends the stage with its result.</summary>
    /// <param name="Stage">The stage's id.</param>
    /// <param name="Epoch">The epoch that the lease was granted with.</param>
    /// <param name="Result">What it leaves behind.</param>
    /// <param name="Timing">What the attempt's time went to, where that is known. No rule looks at it.</param>
    /// <param name="Remark">For people: how it came about, when not by training.</param>
    public sealed record Commit(string Stage, long Epoch, StageResult Result, StageTiming? Timing = null, string? Remark = null) : Message(Stage, Epoch);

    /// <summary>Training threw.</summary>
    /// <param name="Stage">The stage's id.</param>
    /// <param name="Epoch">The epoch that the lease was granted with.</param>
    /// <param name="Reason">Why, for people (<see cref="FailureText"/>).</param>
    /// <param name="Final">
    /// Whether another attempt would end the same way, as training that diverged does, which follows from the spec and the seed alone: then
    /// the stage is set aside at once, whatever is left of its budget.
    /// </param>
    public sealed record Fail(string Stage, long Epoch, string Reason, bool Final = false) : Message(Stage, Epoch);

    /// <summary>Gives the stage back; counts against no budget.</summary>
    public sealed record Release(string Stage, long Epoch) : Message(Stage, Epoch);

    /// <summary>
    /// The parent's checkpoint is missing or corrupt, and no readable checkpoint inside the stage is there either. Of a stage without a
    /// parent it is a <see cref="Fail"/>: fenced, the stage would be leased and given back for ever.
    /// </summary>
    /// <param name="Stage">The stage's id.</param>
    /// <param name="Epoch">The epoch that the lease was granted with.</param>
    /// <param name="Reason">Why, for people.</param>
    /// <param name="File">
    /// The parent's file. When the parent has another one by now, as it has once it was trained again, only this attempt ends; null for whichever it has.
    /// </param>
    public sealed record UnreadableParent(string Stage, long Epoch, string Reason, string? File = null) : Message(Stage, Epoch);

    /// <summary>
    /// Puts the last lines of the lost worker's log below the reason of a stage whose lease was lost, while no other lease of it was granted. Repeating it changes
    /// nothing; it is no message of a holder, and never fenced.
    /// </summary>
    /// <param name="Stage">The stage's id.</param>
    /// <param name="Epoch">The epoch of the lease that was lost.</param>
    /// <param name="Log">The lines, the latest last.</param>
    public sealed record Explain(string Stage, long Epoch, ImmutableArray<string> Log) : StageCommand;

    /// <summary>A process of the slot with this incarnation is there: the lease of an older one is lost at once.</summary>
    public sealed record EndOlder(string Slot, long Incarnation) : StageCommand;

    /// <summary>Ends all leases whose deadline has come.</summary>
    public sealed record Expire : StageCommand;

    /// <summary>Gives up every stage that is not at its end. Repeating it changes nothing.</summary>
    public sealed record Cancel : StageCommand;

    /// <summary>
    /// Tries again what was set aside: every stage that failed or was poisoned, and what is unreachable below, gets its budgets anew and waits to
    /// be leased again, from its last checkpoint. Where a stopper has ended every schedule meanwhile, it stays set aside. Everything else stays as it is, so that repeating it while those are tried changes
    /// nothing. Answered <see cref="StageAnswer.Fenced"/> when the study was cancelled.
    /// </summary>
    /// <remarks>
    /// A stage that contradicted its own result is trained once more against that result: the first result stays what its children were
    /// trained from, so that it ends either in those bits or in another alarm.
    /// </remarks>
    public sealed record Retry : StageCommand;

    /// <summary>Grants no lease until <see cref="Resume"/>. Repeating it changes nothing; with the other choice it changes that alone.</summary>
    /// <param name="Drain">
    /// Whether stages that are held go on to their end. Else a renewal is answered <see cref="StageAnswer.GiveBack"/>; what the holder does
    /// then is its own affair, and all it says counts as before.
    /// </param>
    public sealed record Pause(bool Drain) : StageCommand;

    /// <summary>
    /// Decides a rung: what waits behind it goes on or is stopped. Answered <see cref="StageAnswer.Fenced"/> when the plan has no such rung. Repeating
    /// it changes nothing. No stage's record holds the decision: the caller stores it, and says it again to <see cref="StageBoard.Restore"/>.
    /// </summary>
    public sealed record Decide(RungDecision Decision) : StageCommand;

    /// <summary>Grants leases again.</summary>
    public sealed record Resume : StageCommand;
}
