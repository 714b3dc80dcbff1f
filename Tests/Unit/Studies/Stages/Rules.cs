using System.Collections.Immutable;
using JointQP.Studies.Planning;
using JointQP.Studies.Stages;

namespace JointQP.Tests.Unit.Studies.Stages;

/// <summary>What must hold of every board and every transition, said anew and slowly: by looking at every record.</summary>
internal sealed class Rules(StudyPlan plan)
{
    private readonly Dictionary<string, PlannedStage> _planned = plan.Stages.ToDictionary(s => s.Id);
    private readonly Dictionary<string, long> _incarnations = [];
    private readonly Dictionary<(string Stage, long Epoch), (AttemptOutcome Outcome, string? Hash)> _endings = [];
    private readonly Dictionary<string, string> _results = [];

    public IReadOnlyCollection<StageRecord> BeforeLatest { get; private set; } = [];

    public void Restored(StageBoard board)
    {
        _incarnations.Clear();
        foreach (var holder in board.Records.Select(r => r.Holder).OfType<LeaseHolder>())
            _incarnations[holder.Slot] = holder.Incarnation;
    }

    public void Check(StageBoard before, StageCommand command, Transition transition, DateTimeOffset now)
    {
        BeforeLatest = before.Records;
        Assert.Equal(
            command switch
            {
                StageCommand.Pause { Drain: true } => Handout.Draining,
                StageCommand.Pause => Handout.Closed,
                StageCommand.Resume => Handout.Open,
                _ => before.Handout,
            },
            transition.Board.Handout);
        CheckBoard(transition.Board);
        CheckStored(before, transition);
        foreach (var record in before.Records)
            CheckStage(before, record, transition.Board[record.Id], command, transition, now);

        switch (command)
        {
            case StageCommand.Lease lease: CheckLease(before, lease, transition, now); break;
            case StageCommand.Message message: CheckMessage(before, message, transition, now); break;
            case StageCommand.EndOlder end:
                Assert.Equal(_incarnations.GetValueOrDefault(end.Slot, long.MinValue) > end.Incarnation, transition.Answer is StageAnswer.Superseded);
                Meet(end.Slot, end.Incarnation);
                break;
            case StageCommand.Pause or StageCommand.Resume:
                Assert.Empty(transition.Changed);
                Assert.Equal(before.Records, transition.Board.Records);
                Assert.IsType<StageAnswer.Accepted>(transition.Answer);
                break;
            case StageCommand.Retry:
                Assert.Equal(before.Cancelled, transition.Answer is StageAnswer.Fenced);
                Assert.Empty(StageReducer.Apply(transition.Board, command, now).Changed);
                break;
            case StageCommand.Expire: Assert.DoesNotContain(transition.Board.Records, r => r.Deadline <= now); break;
            case StageCommand.Cancel:
                Assert.True(transition.Board.Ended);
                Assert.Empty(StageReducer.Apply(transition.Board, command, now).Changed);
                break;
        }
    }

    public void CheckBoard(StageBoard board)
    {
        Assert.Equal(plan.Stages.Select(s => s.Id), board.Records.Select(r => r.Id));
        foreach (var status in Enum.GetValues<StageStatus>())
            Assert.Equal(board.Records.Count(r => r.Status == status), board.Count(status));
        Assert.Equal(board.Records.Min(r => r.Deadline), board.NextDeadline);
        var leased = board.Records.Where(r => r.Status == StageStatus.Leased).ToArray();
        Assert.Equal(leased.Length, leased.Select(r => r.Holder!.Slot).Distinct().Count());
        foreach (var record in board.Records)
        {
            Assert.Equal(record.Status == StageStatus.Leased, record.Holder is not null);
            Assert.Equal(record.Status == StageStatus.Leased, record.Deadline is not null);
            Assert.Equal(record.Holder is null ? null : record.Id, record.Holder is null ? null : StageReducer.Find(board, record.Holder));
            Assert.False(record is { Status: StageStatus.Leased, Outcome: not null });
            var parent = Parent(board, record)?.Status ?? StageStatus.Committed;
            if (record.Status is StageStatus.Ready or StageStatus.Blocked)
                Assert.Equal(parent == StageStatus.Committed, record.Status == StageStatus.Ready);
            if (record.Status == StageStatus.Unreachable)
                Assert.True(Dead(parent));
            else if (Dead(parent))
                Assert.True(record.Status is StageStatus.Committed or StageStatus.Failed or StageStatus.Poisoned or StageStatus.Cancelled);
            Assert.Equal(record.Status is StageStatus.Committed, record is { Status: StageStatus.Committed, Result: not null, Progress: null });
            if (Dead(record.Status) || record.Status == StageStatus.Cancelled)
                Assert.False(string.IsNullOrEmpty(record.Reason));

            var rules = board.Rules;
            var poisoned = record.Losses > rules.LostBudget || record.Rebuilds > rules.RebuildBudget;
            Assert.Equal(poisoned, record.Status == StageStatus.Poisoned);
            Assert.False(record.Failures > rules.FailedBudget && record.Status != StageStatus.Failed);
            Assert.True(record.Status != StageStatus.Failed || record.Outcome is AttemptOutcome.Failed or AttemptOutcome.Contradicted);
        }

        Assert.True(leased.Length <= (board.Rules.Parallel ?? int.MaxValue));

        foreach (var tree in board.Records.Where(r => r.Epoch > 0).GroupBy(r => _planned[r.Id].Tree))
            Assert.Single(tree.Select(r => r.Fingerprint).Distinct());
    }

    private static bool Dead(StageStatus status) => status is StageStatus.Failed or StageStatus.Poisoned or StageStatus.Unreachable;

    private static void CheckStored(StageBoard before, Transition transition)
    {
        var different = before.Records.Zip(transition.Board.Records)
            .Where(pair => pair.First with { Deadline = null } != pair.Second with { Deadline = null }).Select(pair => pair.Second);
        Assert.Equal(different, transition.Changed);
        Assert.All(transition.Changed, record => Assert.Equal(before[record.Id].Version + 1, record.Version));
        Assert.All(transition.Changed, record => Assert.NotEqual(before[record.Id] with { Version = 0 }, record with { Version = 0 }));
        if (transition.Answer is StageAnswer.Fenced or StageAnswer.Superseded)
            Assert.Equal(before.Records, transition.Board.Records);
    }

    private void CheckStage(StageBoard before, StageRecord was, StageRecord now, StageCommand command, Transition transition, DateTimeOffset time)
    {
        var fresh = transition.Events.OfType<StageEvent.LeaseGranted>().Any(e => e.Stage == now.Id);
        var ended = transition.Events.OfType<StageEvent.AttemptEnded>().SingleOrDefault(e => e.Stage == now.Id);
        var dropped = ended?.Outcome == AttemptOutcome.Dropped;
        Assert.Equal(was.Epoch + (fresh || dropped ? 1 : 0), now.Epoch);
        Assert.Equal(was.Status == StageStatus.Leased && (now.Status != StageStatus.Leased || fresh), ended is not null);
        if (ended is not null)
            Assert.Equal((was.Epoch, was.Holder!.Slot), (ended.Epoch, ended.Slot));
        if (ended is not null)
            _endings[(was.Id, was.Epoch)] = (ended.Outcome, (command as StageCommand.Commit)?.Result.StateHash);

        // A stage's result is one for ever.
        if (now.Result is { } result)
            Assert.Equal(_results.TryAdd(now.Id, result.StateHash) ? result.StateHash : _results[now.Id], result.StateHash);
        else
            Assert.DoesNotContain(now.Id, _results.Keys);

        var retried = command is StageCommand.Retry && Dead(was.Status) && !before.Cancelled;
        Assert.Equal(retried && was.Status != StageStatus.Unreachable, transition.Events.OfType<StageEvent.StageRetried>().Any(e => e.Stage == now.Id));
        if (retried)
            Assert.Equal(was with { Status = now.Status, Losses = 0, Failures = 0, Rebuilds = 0, Reason = null, Version = was.Version + 1 }, now);
        else if (Dead(was.Status) || was.Status == StageStatus.Cancelled)
            Assert.Equal(was, now);
        if (retried)
            return;
        var current = command is StageCommand.Message m && m.Stage == was.Id && IsCurrent(before, m);
        var child = command is StageCommand.UnreadableParent u && IsCurrent(before, u) ? _planned[u.Stage].Parent : null;
        if (was.Status == StageStatus.Committed && now.Status != StageStatus.Committed)
            Assert.Equal(was.Id, child);
        Assert.Equal(was.Rebuilds + (was.Status == StageStatus.Committed && was.Id == child ? 1 : 0), now.Rebuilds);
        var thrown = current && (command is StageCommand.Fail || (command is StageCommand.UnreadableParent && _planned[was.Id].Parent is null));
        Assert.Equal(was.Failures + (thrown ? 1 : 0), now.Failures);
        Assert.Equal(was.Losses + (IsLost(was, command, transition, time) ? 1 : 0), now.Losses);
        Assert.Equal(now.Losses - was.Losses, transition.Events.OfType<StageEvent.LeaseLost>().Count(e => e.Stage == now.Id));
        if (was.Progress != now.Progress && !current)
            Assert.Fail($"The progress of {was.Id} changed without a word from its holder.");
    }

    private bool IsLost(StageRecord was, StageCommand command, Transition transition, DateTimeOffset now) => was.Holder is { } holder && command switch
    {
        StageCommand.Expire => was.Deadline <= now,
        StageCommand.EndOlder end => holder.Slot == end.Slot && holder.Incarnation < end.Incarnation,
        StageCommand.Lease lease => transition.Answer is not StageAnswer.Superseded && !IsRepeat(lease, transition) && (holder.Slot == lease.Holder.Slot
            ? holder.Incarnation < lease.Holder.Incarnation
            : was.Deadline <= now),
        _ => false,
    };

    private bool IsRepeat(StageCommand.Lease lease, Transition transition) =>
        BeforeLatest.Any(r => r.Holder == lease.Holder) || transition.Board.Cancelled;

    private void CheckLease(StageBoard before, StageCommand.Lease lease, Transition transition, DateTimeOffset now)
    {
        var known = _incarnations.GetValueOrDefault(lease.Holder.Slot, long.MinValue);
        var after = transition.Board;
        if (before.Cancelled)
        {
            Assert.Equal(new StageAnswer.Nothing(null), transition.Answer);
            return;
        }

        Assert.Equal(known > lease.Holder.Incarnation, transition.Answer is StageAnswer.Superseded);
        if (transition.Answer is StageAnswer.Superseded)
            return;
        Meet(lease.Holder.Slot, lease.Holder.Incarnation);

        if (before.Records.SingleOrDefault(r => r.Holder == lease.Holder) is { } held)
        {
            Assert.Equal(new StageAnswer.Granted(held.Id, held.Epoch, now + before.Rules.Lease), transition.Answer);
            Assert.Equal(now + before.Rules.Lease, after[held.Id].Deadline);
            Assert.Empty(transition.Changed);
            return;
        }

        Assert.DoesNotContain(after.Records, r => r.Deadline <= now);
        var ready = after.Records.Where(r => r.Status == StageStatus.Ready && MayTrain(after, r, lease.Fingerprint)).ToArray();
        if (transition.Answer is not StageAnswer.Granted granted)
        {
            Assert.Equal(new StageAnswer.Nothing(after.NextDeadline), transition.Answer);
            if (before.Handout == Handout.Open && !after.Full)
                Assert.Empty(ready);
            return;
        }

        Assert.Equal(Handout.Open, before.Handout);
        var record = after[granted.Stage];
        Assert.Equal((lease.Holder, granted.Epoch, now + after.Rules.Lease), (record.Holder, record.Epoch, record.Deadline));
        Assert.Equal(lease.Fingerprint, record.Fingerprint);
        Assert.Equal(StageStatus.Committed, Parent(after, record)?.Status ?? StageStatus.Committed);
        Assert.Equal(Expected(after, [.. ready, record], lease.Holds), record.Id);
    }

    /// <summary>The longest path; of several the one that goes on from the newest checkpoint that is held, else the first of the plan.</summary>
    private string Expected(StageBoard board, StageRecord[] candidates, ImmutableArray<string> holds)
    {
        var longest = candidates.Max(r => _planned[r.Id].Remaining);
        return candidates.Where(r => _planned[r.Id].Remaining == longest)
            .OrderBy(r => r.Progress is null && holds.IndexOf(Parent(board, r)?.Result!.Checkpoint.Hash ?? "") is >= 0 and var place ? place : int.MaxValue)
            .ThenBy(r => plan.Stages.IndexOf(_planned[r.Id]))
            .First().Id;
    }

    private void CheckMessage(StageBoard before, StageCommand.Message message, Transition transition, DateTimeOffset now)
    {
        // A renewal that its holder's own ending of the lease has overtaken is no late message.
        var overtaken = message is StageCommand.Renew && before.Contains(message.Stage) && before[message.Stage] is { Epoch: var epoch, Outcome: { } outcome }
            && epoch == message.Epoch && outcome is not (AttemptOutcome.Lost or AttemptOutcome.Dropped);
        Assert.Equal(transition.Answer is StageAnswer.Fenced && !overtaken, transition.Events.OfType<StageEvent.MessageFenced>().Any());
        if (!IsCurrent(before, message))
        {
            Assert.Equal(before.Records, transition.Board.Records);
            Assert.Equal(IsRepeat(before, message), transition.Answer is StageAnswer.Accepted);
            return;
        }

        Assert.Equal(message is StageCommand.Renew && before.Handout == Handout.Closed, transition.Answer is StageAnswer.GiveBack);
        Assert.True(transition.Answer is StageAnswer.Accepted or StageAnswer.GiveBack);
        var (was, after) = (before[message.Stage], transition.Board[message.Stage]);
        switch (message)
        {
            case StageCommand.Renew:
                Assert.Empty(transition.Changed);
                Assert.Equal(was with { Deadline = now + before.Rules.Lease }, after);
                break;
            case StageCommand.Checkpoint checkpoint:
                var later = was.Progress is null || was.Progress.Step < checkpoint.Ref.Step;
                Assert.Equal(later ? checkpoint.Ref : was.Progress, after.Progress);
                break;
            case StageCommand.Commit commit:
                var contradicts = was.Result is { } result && result.StateHash != commit.Result.StateHash;
                Assert.Equal(contradicts ? StageStatus.Failed : StageStatus.Committed, after.Status);
                Assert.Equal(contradicts ? was.Result : commit.Result, after.Result);
                Assert.Equal(contradicts, transition.Events.OfType<StageEvent.DeterminismAlarm>().Any());
                break;
            case StageCommand.Release:
                Assert.Equal(was with { Holder = null, Deadline = null, Status = after.Status, Outcome = AttemptOutcome.Released, Version = after.Version }, after);
                break;
            case StageCommand.UnreadableParent when _planned[message.Stage].Parent is { } parent:
                Assert.True(after.Status is StageStatus.Blocked or StageStatus.Unreachable);
                Assert.Null(after.Progress);
                Assert.NotEqual(StageStatus.Committed, transition.Board[parent].Status);
                Assert.Equal(before[parent].Result, transition.Board[parent].Result);
                break;
        }
    }

    private bool IsRepeat(StageBoard before, StageCommand.Message message) =>
        before.Contains(message.Stage) && before[message.Stage] is var record && record.Epoch == message.Epoch
        && record.Status != StageStatus.Cancelled && _endings.TryGetValue((message.Stage, message.Epoch), out var ending)
        && (message, ending.Outcome) switch
        {
            (StageCommand.Commit commit, AttemptOutcome.Committed) => commit.Result.StateHash == ending.Hash,
            (StageCommand.Commit commit, AttemptOutcome.Contradicted) => commit.Result.StateHash == ending.Hash,
            (StageCommand.Fail, AttemptOutcome.Failed) => true,
            (StageCommand.Release, AttemptOutcome.Released) => true,
            (StageCommand.UnreadableParent, AttemptOutcome.ParentUnreadable) => true,
            (StageCommand.UnreadableParent, AttemptOutcome.Failed) => _planned[message.Stage].Parent is null,
            _ => false,
        };

    private static bool IsCurrent(StageBoard before, StageCommand.Message message) =>
        before.Contains(message.Stage) && before[message.Stage] is { Status: StageStatus.Leased } record && record.Epoch == message.Epoch;

    private StageRecord? Parent(StageBoard board, StageRecord record) => _planned[record.Id].Parent is { } parent ? board[parent] : null;

    private bool MayTrain(StageBoard board, StageRecord record, string fingerprint) => board.Records
        .Where(r => _planned[r.Id].Tree == _planned[record.Id].Tree && r.Epoch > 0).All(r => r.Fingerprint == fingerprint);

    private void Meet(string slot, long incarnation) =>
        _incarnations[slot] = Math.Max(incarnation, _incarnations.GetValueOrDefault(slot, long.MinValue));
}
