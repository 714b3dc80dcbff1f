using System.Collections.Immutable;
using JointQP.Studies.Stopping;

namespace JointQP.Studies.Stages;

/// <summary>A board while one command is applied: every change goes through <see cref="Set"/>, which keeps what is derived in step.</summary>
internal sealed class BoardDraft
{
    private static readonly int Statuses = Enum.GetValues<StageStatus>().Length;

    private readonly SortedDictionary<int, StageRecord> _before = [];
    private readonly ImmutableArray<StageEvent>.Builder _events = ImmutableArray.CreateBuilder<StageEvent>();
    private readonly ImmutableList<StageRecord>.Builder _records;
    private readonly ImmutableSortedSet<(long Shortness, int Position)>.Builder _ready;
    private readonly ImmutableSortedSet<(DateTimeOffset Deadline, int Position)>.Builder _deadlines;
    private readonly ImmutableDictionary<string, int>.Builder _held;
    private readonly ImmutableDictionary<string, long>.Builder _incarnations;
    private readonly ImmutableDictionary<string, string>.Builder _pins;
    private readonly ImmutableDictionary<string, int>.Builder _left;
    private readonly int[] _counts;

    public BoardDraft(StageBoard board)
    {
        Layout = board.Layout;
        Rules = board.Rules;
        Handout = board.Handout;
        _records = board.Stored.ToBuilder();
        _ready = board.Ready.ToBuilder();
        _deadlines = board.Deadlines.ToBuilder();
        _held = board.Held.ToBuilder();
        _incarnations = board.Incarnations.ToBuilder();
        _pins = board.Pins.ToBuilder();
        _left = board.Left.ToBuilder();
        _counts = [.. board.Counts];
        Decided = board.Decided;
    }

    public StageLayout Layout { get; }

    public StageRules Rules { get; }

    public Handout Handout { get; set; }

    public DecidedRungs Decided { get; set; }

    public bool Cancelled => _counts[(int)StageStatus.Cancelled] > 0;

    /// <summary>Whether one stage more may be leased at the same time.</summary>
    public bool MayLease => Rules.Parallel is not { } most || _counts[(int)StageStatus.Leased] < most;

    public DateTimeOffset? NextDeadline => _deadlines.Count == 0 ? null : _deadlines.Min.Deadline;

    public StageRecord this[int position] => _records[position];

    public static BoardDraft Restored(
        StageLayout layout, StageRules rules, IEnumerable<StageRecord> stored, DateTimeOffset now, Handout handout, ImmutableArray<RungDecision> decisions)
    {
        var counts = new int[Statuses];
        counts[(int)StageStatus.Blocked] = layout.Stages.Length;
        var untouched = layout.Stages.Select(s => new StageRecord { Id = s.Id, Status = StageStatus.Blocked }).ToImmutableList();
        var draft = new BoardDraft(new StageBoard(layout, rules, untouched) { Counts = [.. counts], Handout = handout, Decided = new DecidedRungs(layout.Rungs, decisions) });
        foreach (var record in stored)
        {
            if (!layout.TryFind(record.Id, out var position))
                throw new KeyNotFoundException($"A record of stage '{record.Id}' is stored, which the study's plan does not have.");
            draft.Set(position, record with { Deadline = record.Status == StageStatus.Leased ? now + rules.Lease : null });
        }

        // Parents come first, so what is read off them is right already.
        for (var i = 0; i < layout.Stages.Length; i++)
        {
            var (record, waiting) = (draft[i], draft.Waiting(i));
            if (record.Status is StageStatus.Blocked or StageStatus.Ready)
                draft.Set(i, record with { Status = waiting });
            else if (record.Status == StageStatus.Unreachable && waiting != StageStatus.Unreachable)
                draft.Set(i, record with { Status = waiting, Reason = null });
            else if (record.Status == StageStatus.Leased && waiting == StageStatus.Unreachable)
                draft.Set(i, record with { Status = waiting, Holder = null, Deadline = null, Outcome = AttemptOutcome.Dropped });
        }

        return draft;
    }

    public void Set(int position, StageRecord next)
    {
        var was = _records[position];
        _before.TryAdd(position, was);
        _records[position] = next;
        _counts[(int)was.Status]--;
        _counts[(int)next.Status]++;

        if (was.Status == StageStatus.Ready)
            _ready.Remove(ReadyKey(position));
        if (next.Status == StageStatus.Ready)
            _ready.Add(ReadyKey(position));

        if (was.Deadline is { } past)
            _deadlines.Remove((past, position));
        if (next.Deadline is { } deadline)
            _deadlines.Add((deadline, position));

        if (was.Holder is { } gone && _held.TryGetValue(gone.Slot, out var held) && held == position)
            _held.Remove(gone.Slot);
        if (next.Holder is { } holder && Meet(holder.Slot, holder.Incarnation))
            _held[holder.Slot] = position;

        if (next is { Epoch: > 0, Fingerprint: { } fingerprint })
            _pins[Layout.Stages[position].Tree] = fingerprint;
        if (next is { Status: StageStatus.Committed, Result.Checkpoint.Hash: var hash })
            _left[hash] = position;
    }

    public void Tell(StageEvent happened) => _events.Add(happened);

    /// <summary>Takes note of a slot's incarnation; false when a newer one is known.</summary>
    public bool Meet(string slot, long incarnation)
    {
        if (_incarnations.TryGetValue(slot, out var known) && known > incarnation)
            return false;
        _incarnations[slot] = incarnation;
        return true;
    }

    /// <summary>The stage that a slot holds, or null.</summary>
    public int? HeldBy(string slot) => _held.TryGetValue(slot, out var position) ? position : null;

    /// <summary>The ready stage with the longest path before it whose tree may be trained on this fingerprint, or null.</summary>
    public int? Longest(string fingerprint)
    {
        foreach (var (_, position) in _ready)
            if (Allows(position, fingerprint))
                return position;
        return null;
    }

    /// <summary>Whether a stage's tree may be trained on this fingerprint.</summary>
    public bool Allows(int position, string fingerprint) =>
        !_pins.TryGetValue(Layout.Stages[position].Tree, out var pinned) || pinned == fingerprint;

    /// <summary>A stage whose committed checkpoint has this content, or null; of several alike, as trials that share nothing have, one.</summary>
    public int? LeftBy(string hash) =>
        _left.TryGetValue(hash, out var position) && _records[position].Result?.Checkpoint.Hash == hash ? position : null;

    /// <summary>The leased stages whose deadline has come, the earliest first.</summary>
    public IReadOnlyList<int> Due(DateTimeOffset now) => [.. _deadlines.TakeWhile(d => d.Deadline <= now).Select(d => d.Position)];

    /// <summary>What a stage is that nobody holds and that is not at its end: a matter of its parent, and of the rungs before it.</summary>
    public StageStatus Waiting(int position)
    {
        var parent = Layout.Parent(position) is { } above ? _records[above].Status : StageStatus.Committed;
        if (parent is StageStatus.Failed or StageStatus.Poisoned or StageStatus.Unreachable)
            return StageStatus.Unreachable;
        var behind = Decided.Behind(Layout.Stages[position].Id);
        return behind == StageStatus.Stopped || parent == StageStatus.Committed ? behind : StageStatus.Blocked;
    }

    public StageBoard ToBoard() => new(Layout, Rules, _records.ToImmutable())
    {
        Handout = Handout,
        Decided = Decided,
        Counts = [.. _counts],
        Ready = _ready.ToImmutable(),
        Deadlines = _deadlines.ToImmutable(),
        Held = _held.ToImmutable(),
        Incarnations = _incarnations.ToImmutable(),
        Pins = _pins.ToImmutable(),
        Left = _left.ToImmutable(),
    };

    public Transition ToTransition(StageAnswer answer)
    {
        var changed = ImmutableArray.CreateBuilder<StageRecord>();
        foreach (var (position, before) in _before)
        {
            // However often one command touched a record, it is stored once; a deadline is not stored at all.
            var after = _records[position];
            if (after == before with { Deadline = after.Deadline })
                continue;
            _records[position] = after with { Version = before.Version + 1 };
            changed.Add(_records[position]);
        }

        return new(ToBoard(), changed.ToImmutable(), answer, _events.ToImmutable());
    }

    private (long, int) ReadyKey(int position) => (-Layout.Stages[position].Remaining, position);
}
