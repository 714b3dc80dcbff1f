namespace JointQP.Grains.Interfaces.Studies;

/// <summary>What became of a retry.</summary>
public enum RetryOutcome
{
    /// <summary>Stages that were set aside are tried again.</summary>
    Retried,

    /// <summary>No stage is set aside that could be tried again; nothing was changed.</summary>
    NothingToRetry,

    /// <summary>The study was cancelled, and trains nothing more; nothing was changed.</summary>
    Cancelled,

    /// <summary>There is no such study, or it is being deleted.</summary>
    Unknown,
}

/// <summary>The answer to a retry.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Stages">Failed and poisoned stages that are tried again, with their budgets anew.</param>
/// <param name="Status">The study as it stands now; null when there is none.</param>
[GenerateSerializer, Immutable, Alias("JointQP.RetryReply")]
public sealed record RetryReply(
    [property: Id(0)] RetryOutcome Outcome,
    [property: Id(1)] int Stages = 0,
    [property: Id(2)] StudyStatus? Status = null);
