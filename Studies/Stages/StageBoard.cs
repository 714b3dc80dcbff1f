using System.Collections.Immutable;
using JointQP.Studies.Planning;
using JointQP.Studies.Stopping;

namespace JointQP.Studies.Stages;

/// <summary>All stages of one study as its authority knows them. Immutable: <see cref="StageReducer"/> makes the next one.</summary>
/// <remarks>
/// Kept beside the records, and derived from them: the ready stages in the order they are leased, the deadlines in the order they come,
/// who holds what, which tree is pinned to which fingerprint, and which stage left which checkpoint. So only what a user asks of a whole study looks at every stage, and reads
/// take constant or logarithmic time. Of the newest incarnations of the slots only those that hold a lease survive a restore.
/// </remarks>
public sealed class StageBoard
{
    internal StageBoard(StageLayout layout, StageRules rules, ImmutableList<StageRecord> records)
    {
        Layout = layout;
        Rules = rules;
        Stored = records;
        Decided = new DecidedRungs(layout.Rungs, []);
    }

    /// <summary>Leases and budgets.</summary>
    public StageRules Rules { get; }

    /// <summary>Every stage in plan order.</summary>
    public IReadOnlyCollection<StageRecord> Records => Stored;

    /// <summary>The stages that workers hold, those first whose leases end first.</summary>
    public IEnumerable<StageRecord> Leased => Deadlines.Select(due => Stored[due.Position]);

    /// <summary>Whether every stage has come to its end, so that no lease will be granted any more.</summary>
    public bool Ended => Count(StageStatus.Blocked) + Count(StageStatus.Ready) + Count(StageStatus.Leased) == 0;

    /// <summary>Whether as many stages are leased as may be at the same time (<see cref="StageRules.Parallel"/>).</summary>
    public bool Full => Rules.Parallel <= Count(StageStatus.Leased);

    /// <summary>Whether stages were given up by <see cref="StageCommand.Cancel"/>. A study that had ended before is not cancelled by it.</summary>
    public bool Cancelled => Count(StageStatus.Cancelled) > 0;

    /// <summary>Whether ready stages may be leased. No stage's record holds it: the caller stores it, and says it again to <see cref="Restore"/>.</summary>
    public Handout Handout { get; internal init; }

    /// <summary>When the first lease would end unless it is renewed; null when no stage is leased.</summary>
    public DateTimeOffset? NextDeadline => Deadlines.IsEmpty ? null : Deadlines.Min.Deadline;

    /// <summary>The rungs that are decided.</summary>
    public ImmutableArray<RungDecision> Decisions => Decided.Decisions;

    internal DecidedRungs Decided { get; init; }

    internal StageLayout Layout { get; }

    internal ImmutableList<StageRecord> Stored { get; }

    internal ImmutableArray<int> Counts { get; init; }

    internal ImmutableSortedSet<(long Shortness, int Position)> Ready { get; init; } = [];

    internal ImmutableSortedSet<(DateTimeOffset Deadline, int Position)> Deadlines { get; init; } = [];

    internal ImmutableDictionary<string, int> Held { get; init; } = ImmutableDictionary<string, int>.Empty;

    internal ImmutableDictionary<string, long> Incarnations { get; init; } = ImmutableDictionary<string, long>.Empty;

    internal ImmutableDictionary<string, string> Pins { get; init; } = ImmutableDictionary<string, string>.Empty;

    internal ImmutableDictionary<string, int> Left { get; init; } = ImmutableDictionary<string, int>.Empty;

    /// <summary>The record of a stage.</summary>
    /// <exception cref="KeyNotFoundException">The study has no such stage.</exception>
    public StageRecord this[string id] => Layout.TryFind(id, out var position)
        ? Stored[position]
        : throw new KeyNotFoundException($"The study has no stage '{id}'.");

    /// <summary>A study before its first lease: a trial's first stage is ready, the others wait for their parents; epochs and versions are 0.</summary>
    /// <exception cref="ArgumentException">The plan names a stage before its parent.</exception>
    public static StageBoard Create(StudyPlan plan, StageRules rules) => Restore(plan, rules, [], default);

    /// <summary>
    /// A study as it was stored. Every stored holder gets one full lease from <paramref name="now"/>: it could not renew while the authority
    /// was away. A stage without a stored record is as <see cref="Create"/> makes it, and whether a stage that nobody holds is ready is read
    /// off its parent, so a write that was cut short between two records leaves no stage waiting for ever.
    /// </summary>
    /// <exception cref="KeyNotFoundException">A stored record is of a stage that the plan does not have.</exception>
    public static StageBoard Restore(
        StudyPlan plan,
        StageRules rules,
        IEnumerable<StageRecord> stored,
        DateTimeOffset now,
        Handout handout = Handout.Open,
        ImmutableArray<RungDecision> decisions = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(rules);
        ArgumentNullException.ThrowIfNull(stored);
        return BoardDraft.Restored(new StageLayout(plan), rules, stored, now, handout, decisions.IsDefault ? [] : decisions).ToBoard();
    }

    /// <summary>How many stages have a status.</summary>
    public int Count(StageStatus status) => Counts[(int)status];

    /// <summary>Whether the study has such a stage.</summary>
    public bool Contains(string id) => Layout.TryFind(id, out _);
}
