using System.Collections.Immutable;

namespace JointQP.Studies.Stopping;

/// <summary>Which schedules a stopper ends at a rung.</summary>
public enum StopperRule
{
    /// <summary>Those that are worse than the median (Golovin et al. 2017, Vizier, section 3.2.1; here all are compared at once, so what is stopped does not depend on who is faster).</summary>
    Median,

    /// <summary>All but the best part (Jamieson and Talwalkar 2016, successive halving).</summary>
    Halving,
}

/// <summary>When and how the schedules of an experiment are compared to stop the worse ones before their end.</summary>
/// <remarks>
/// A schedule is judged only after all its operators have settled, and only against others that have been trained equally long since theirs
/// settled: an operator that has not started yet cannot be judged, and one that has just started looks worse than it is. A schedule without
/// operators, and one that ends before a rung, is not judged there.
/// </remarks>
public sealed record StopperSettings
{
    /// <summary>The rule.</summary>
    public required StopperRule Rule { get; init; }

    /// <summary>How many steps after the last operator settled the schedules are compared; each at least 1, ascending, at least one.</summary>
    public required ImmutableArray<long> Rungs { get; init; }

    /// <summary>For <see cref="StopperRule.Halving"/>: the part that goes on past each rung, in (0, 1).</summary>
    /// <value>Default 0.5.</value>
    public double Keep { get; init; } = 0.5;

    /// <summary>
    /// Whether one order of some operators may be stopped while another goes on. Else all orders of the same operators are stopped together, by
    /// the best of them, so that no comparison of orders loses a side.
    /// </summary>
    /// <value>Default false.</value>
    public bool Apart { get; init; }

    /// <inheritdoc/>
    public bool Equals(StopperSettings? other) =>
        other is not null && Rule == other.Rule && Keep.Equals(other.Keep) && Apart == other.Apart && Rungs.SequenceEqual(other.Rungs);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Rule, Keep, Apart, Rungs.Length);
}
