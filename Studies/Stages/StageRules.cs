namespace JointQP.Studies.Stages;

/// <summary>How long a lease holds and how much misfortune a stage is forgiven.</summary>
/// <remarks>
/// A budget is the number of times that are forgiven: with a budget of 1 the stage is tried again after the first time and set aside by
/// the second. With 0 the first sets it aside.
/// </remarks>
public sealed record StageRules
{
    /// <summary>How long a lease holds from its grant or its last renewal; greater than 0.</summary>
    /// <value>Default 30 s.</value>
    public TimeSpan Lease
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero);
            field = value;
        }
    } = TimeSpan.FromSeconds(30);

    /// <summary>Lost leases that are forgiven, at least 0; one more and the stage is <see cref="StageStatus.Poisoned"/>.</summary>
    /// <value>Default 5: lost in six attempts, a stage is more likely the cause than the victim.</value>
    public int LostBudget { get; init => field = NotNegative(value); } = 5;

    /// <summary>Failed attempts that are forgiven, at least 0; one more and the stage is <see cref="StageStatus.Failed"/>.</summary>
    /// <value>
    /// Default 1: training is deterministic, so a second attempt helps only against the machine (memory, disk). What surely ends the same way again
    /// is not tried again at all (<see cref="StageCommand.Fail"/>).
    /// </value>
    public int FailedBudget { get; init => field = NotNegative(value); } = 1;

    /// <summary>
    /// Times that a committed stage is trained again because its checkpoint was unreadable, at least 0; one more and it is
    /// <see cref="StageStatus.Poisoned"/>.
    /// </summary>
    /// <value>Default 2.</value>
    public int RebuildBudget { get; init => field = NotNegative(value); } = 2;

    /// <summary>Stages that may be leased at the same time, at least 1; null for any number.</summary>
    /// <value>Default null.</value>
    public int? Parallel
    {
        get;
        init
        {
            if (value is { } most)
                ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
            field = value;
        }
    }

    private static int NotNegative(int value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        return value;
    }
}
