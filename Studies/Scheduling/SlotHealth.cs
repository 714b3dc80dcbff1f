using System.Collections.Immutable;
using Orleans;

namespace JointQP.Studies.Scheduling;

/// <summary>A lease that was lost.</summary>
/// <param name="Study">The study.</param>
/// <param name="Stage">The stage.</param>
/// <param name="Epoch">The lease's epoch.</param>
/// <param name="At">When it was found lost.</param>
/// <param name="Reason">Why, for people.</param>
[GenerateSerializer, Immutable, Alias("JointQP.LostLease")]
public sealed record LostLease(
    [property: Id(0)] string Study,
    [property: Id(1)] string Stage,
    [property: Id(2)] long Epoch,
    [property: Id(3)] DateTimeOffset At,
    [property: Id(4)] string Reason);

/// <summary>
/// Whether a slot is to be trusted with work: one that loses <see cref="MostLosses"/> leases in a row, whatever the studies, with no commit between,
/// is set aside. It is given work only while no other can do it, so that nothing waits for a person; a commit proves it sound again.
/// </summary>
/// <remarks>
/// The losses count against the budgets of their stages all the same: from the losses alone nobody can tell a broken machine from a stage that kills
/// whoever takes it, and such a stage must come to its end before it has set aside every slot. The default budget outlasts one broken machine.
/// </remarks>
[GenerateSerializer, Immutable, Alias("JointQP.SlotHealth")]
public sealed record SlotHealth
{
    /// <summary>Losses in a row that set a slot aside.</summary>
    public const int MostLosses = 3;

    /// <summary>The losses since the slot's last commit, the latest last; at most <see cref="MostLosses"/> of them.</summary>
    [Id(0)] public ImmutableArray<LostLease> Losses { get; init; } = [];

    /// <summary>When the slot was set aside; null while it is not.</summary>
    [Id(1)] public DateTimeOffset? SetAsideAt { get; init; }

    /// <summary>When a user had the slot drained: it gets no work until it is restored; null while it is not.</summary>
    [Id(2)] public DateTimeOffset? DrainedAt { get; init; }

    /// <summary>The slot's process that was told to leave; one that is started in its place waits.</summary>
    [Id(3)] public long DrainedIncarnation { get; init; }

    /// <summary>Why it was set aside, for people; null while it is not.</summary>
    public string? Reason => SetAsideAt is null
        ? null
        : $"it lost {Losses.Length} leases in a row without a commit: {string.Join("; ", Losses.Select(loss => $"{loss.Study}/{loss.Stage} (epoch {loss.Epoch})"))}; the last time, {Losses[^1].Reason}";

    /// <summary>Whether a process of the slot is to give its stage back and leave.</summary>
    public bool MustLeave(long incarnation) => DrainedAt is not null && incarnation <= DrainedIncarnation;

    /// <summary>Without the losses, and what they led to.</summary>
    public SlotHealth Sound() => this with { Losses = [], SetAsideAt = null };

    /// <summary>After a lease was lost. One that is told again changes nothing.</summary>
    public SlotHealth After(LostLease loss)
    {
        ArgumentNullException.ThrowIfNull(loss);
        // Those that set it aside are kept: they are the reason.
        if (SetAsideAt is not null || Losses.Any(known => (known.Study, known.Stage, known.Epoch) == (loss.Study, loss.Stage, loss.Epoch)))
            return this;
        var losses = Losses.Add(loss);
        return this with { Losses = losses, SetAsideAt = losses.Length >= MostLosses ? loss.At : null };
    }
}
