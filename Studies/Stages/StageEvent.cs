namespace JointQP.Studies.Stages;

/// <summary>What happened to a stage, for logs and telemetry. Nothing depends on it.</summary>
/// <param name="Stage">The stage's id.</param>
public abstract record StageEvent(string Stage)
{
    /// <summary>A new lease was granted; a repeated ask is none.</summary>
    public sealed record LeaseGranted(string Stage, long Epoch, string Slot) : StageEvent(Stage);

    /// <summary>A lease was lost, by the fault of a machine or for want of news.</summary>
    public sealed record LeaseLost(string Stage, string Slot, string Reason) : StageEvent(Stage);

    /// <summary>A lease ended; told exactly once for each <see cref="LeaseGranted"/>.</summary>
    /// <param name="Stage">The stage's id.</param>
    /// <param name="Outcome">How.</param>
    /// <param name="Epoch">The epoch that the lease was granted with.</param>
    /// <param name="Slot">Who held it.</param>
    /// <param name="Reason">Why, when it was not to be expected.</param>
    public sealed record AttemptEnded(string Stage, AttemptOutcome Outcome, long Epoch, string Slot, string? Reason) : StageEvent(Stage);

    /// <summary>A message came too late, or about a stage that the study does not have.</summary>
    /// <param name="Stage">The stage's id.</param>
    /// <param name="Epoch">The epoch that the message carried.</param>
    /// <param name="Message">The name of the command, such as <c>Commit</c>.</param>
    public sealed record MessageFenced(string Stage, long Epoch, string Message) : StageEvent(Stage);

    /// <summary>The stage was set aside because it was lost, or its checkpoint unreadable, too often.</summary>
    public sealed record StagePoisoned(string Stage, string Reason) : StageEvent(Stage);

    /// <summary>The stage was set aside because its training failed too often or contradicted its own result.</summary>
    public sealed record StageFailed(string Stage, string Reason) : StageEvent(Stage);

    /// <summary>A stage that was set aside is tried again, with its budgets anew.</summary>
    /// <param name="Stage">The stage's id.</param>
    /// <param name="Reason">Why it had been set aside.</param>
    public sealed record StageRetried(string Stage, string Reason) : StageEvent(Stage);

    /// <summary>A committed stage must be trained again.</summary>
    public sealed record StageRebuilt(string Stage, string Reason) : StageEvent(Stage);

    /// <summary>The stage, trained again, ended in other bits than the first time.</summary>
    /// <param name="Stage">The stage's id.</param>
    /// <param name="Expected">The state hash that was committed.</param>
    /// <param name="Found">The state hash of the second training.</param>
    public sealed record DeterminismAlarm(string Stage, string Expected, string Found) : StageEvent(Stage);
}
