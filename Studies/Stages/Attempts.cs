using JointQP.Studies.Rates;

namespace JointQP.Studies.Stages;

/// <summary>The ways a lease ends, and what that means for the stage and those below it.</summary>
internal static class Attempts
{
    private const string StoppedElsewhere = "its schedule was stopped at a rung that its other seeds had come to";

    public static void Release(BoardDraft draft, int position) =>
        End(draft, position, AttemptOutcome.Released, draft[position] with { Status = draft.Waiting(position) });

    public static void Lose(BoardDraft draft, int position, string reason)
    {
        var record = draft[position];
        draft.Tell(new StageEvent.LeaseLost(record.Id, record.Holder!.Slot, reason));
        var lost = record with { Status = draft.Waiting(position), Losses = record.Losses + 1, Reason = reason };
        var beyond = lost.Losses > draft.Rules.LostBudget;
        if (beyond)
            lost = lost with
            {
                Status = StageStatus.Poisoned,
                Reason = $"lost {lost.Losses} times, the last time because {reason}; look for crashes or want of memory in the workers' logs",
            };
        End(draft, position, AttemptOutcome.Lost, lost, reason);
        if (beyond)
            Poisoned(draft, position);
    }

    public static StageAnswer Explain(BoardDraft draft, StageCommand.Explain told)
    {
        if (draft.Layout.TryFind(told.Stage, out var position) && draft[position] is { Outcome: AttemptOutcome.Lost, Reason: { } reason } lost
            && lost.Epoch == told.Epoch && FailureText.Log(reason).Count == 0)
            draft.Set(position, lost with { Reason = FailureText.Of(reason, told.Log) });
        return new StageAnswer.Accepted();
    }

    public static void Fail(BoardDraft draft, int position, string reason, bool final)
    {
        var record = draft[position];
        var failed = record with { Status = draft.Waiting(position), Failures = record.Failures + 1, Reason = reason };
        var beyond = final || failed.Failures > draft.Rules.FailedBudget;
        End(draft, position, AttemptOutcome.Failed, beyond ? failed with { Status = StageStatus.Failed } : failed, reason);
        if (beyond)
            Failed(draft, position);
    }

    public static void Commit(BoardDraft draft, int position, StageResult result, StageTiming? timing, string? remark)
    {
        var record = draft[position];
        if (record.Result is { } before && before.StateHash != result.StateHash)
        {
            // Children were trained from the first result: it stays, and the contradiction is shown instead of papered over.
            draft.Tell(new StageEvent.DeterminismAlarm(record.Id, before.StateHash, result.StateHash));
            End(draft, position, AttemptOutcome.Contradicted, record with
            {
                Status = StageStatus.Failed,
                Reason = $"determinism alarm: trained again after its checkpoint was unreadable, it ended in {result.StateHash} instead of "
                    + $"{before.StateHash}; its workers do not compute alike although their fingerprints agree",
            });
            Failed(draft, position);
            return;
        }

        var committed = record with { Status = StageStatus.Committed, Result = result, Progress = null, Timing = timing };
        End(draft, position, AttemptOutcome.Committed, committed, remark);
        foreach (var child in draft.Layout.Children(position))
            if (draft[child].Status == StageStatus.Blocked && draft.Waiting(child) == StageStatus.Ready)
                draft.Set(child, draft[child] with { Status = StageStatus.Ready });
    }

    public static void ParentUnreadable(BoardDraft draft, int position, int parent, StageCommand.UnreadableParent told)
    {
        // What is inside the stage was no help either, or the worker had not needed the parent.
        End(draft, position, AttemptOutcome.ParentUnreadable, draft[position] with
        {
            Status = draft.Waiting(position),
            Progress = null,
            Reason = told.Reason,
        }, told.Reason);
        if (draft[parent] is { Status: StageStatus.Committed, Result.Checkpoint.File: var file } && (told.File is null || told.File == file))
            Rebuild(draft, parent, told.Reason);
    }

    /// <summary>Gives up every stage that is not at its end.</summary>
    public static StageAnswer Cancel(BoardDraft draft)
    {
        for (var i = 0; i < draft.Layout.Stages.Length; i++)
            if (!draft[i].Status.HasEnded())
                Drop(draft, i, StageStatus.Cancelled, "the study was cancelled");
        return new StageAnswer.Accepted();
    }

    /// <summary>Gives what was set aside its budgets anew. What a stage has of a result or a checkpoint inside it stays.</summary>
    public static StageAnswer Retry(BoardDraft draft)
    {
        if (draft.Cancelled)
            return new StageAnswer.Fenced();
        // From first to last, so that each sees what its parent has become.
        for (var i = 0; i < draft.Layout.Stages.Length; i++)
        {
            var record = draft[i];
            if (record.Status is not (StageStatus.Failed or StageStatus.Poisoned or StageStatus.Unreachable))
                continue;
            var (waiting, setAside) = (draft.Waiting(i), record.Status != StageStatus.Unreachable);
            // Where a stopper has ended every schedule meanwhile that goes on here, nobody would look at the result.
            if (waiting == StageStatus.Unreachable || (setAside && waiting == StageStatus.Stopped))
                continue;
            draft.Set(i, record with { Status = waiting, Losses = 0, Failures = 0, Rebuilds = 0, Reason = waiting == StageStatus.Stopped ? StoppedElsewhere : null });
            if (setAside)
                draft.Tell(new StageEvent.StageRetried(record.Id, record.Reason ?? ""));
        }

        return new StageAnswer.Accepted();
    }

    private static void Rebuild(BoardDraft draft, int position, string reason)
    {
        var record = draft[position];
        var again = record with { Status = draft.Waiting(position), Rebuilds = record.Rebuilds + 1, Reason = reason };
        if (again.Rebuilds > draft.Rules.RebuildBudget)
        {
            draft.Set(position, again with
            {
                Status = StageStatus.Poisoned,
                Reason = $"its checkpoint was unreadable {again.Rebuilds} times, the last time: {reason}; check the disk that holds the checkpoints",
            });
            Poisoned(draft, position);
            return;
        }

        draft.Set(position, again);
        draft.Tell(new StageEvent.StageRebuilt(record.Id, reason));
        if (again.Status == StageStatus.Unreachable)
            CutBelow(draft, position);

        // A child that is held goes on: it may have read the parent before it was lost.
        foreach (var child in draft.Layout.Children(position))
            if (draft[child].Status == StageStatus.Ready)
                draft.Set(child, draft[child] with { Status = StageStatus.Blocked });
    }

    private static void End(BoardDraft draft, int position, AttemptOutcome outcome, StageRecord next, string? reason = null)
    {
        var held = draft[position];
        draft.Set(position, next with { Holder = null, Deadline = null, Outcome = outcome });
        draft.Tell(new StageEvent.AttemptEnded(next.Id, outcome, held.Epoch, held.Holder!.Slot, reason));
    }

    private static void Drop(BoardDraft draft, int position, StageStatus status, string reason)
    {
        var record = draft[position] with { Status = status, Reason = reason };
        if (record.Holder is null)
            draft.Set(position, record);
        else
            // The epoch fences what the holder still sends to others than the study, such as metrics.
            End(draft, position, AttemptOutcome.Dropped, record with { Epoch = record.Epoch + 1 }, reason);
    }

    private static void Poisoned(BoardDraft draft, int position)
    {
        draft.Tell(new StageEvent.StagePoisoned(draft[position].Id, draft[position].Reason!));
        CutBelow(draft, position);
    }

    private static void Failed(BoardDraft draft, int position)
    {
        draft.Tell(new StageEvent.StageFailed(draft[position].Id, draft[position].Reason!));
        CutBelow(draft, position);
    }

    // A committed child has a checkpoint of its own, so what is below it can still be trained.
    private static void CutBelow(BoardDraft draft, int position)
    {
        var pending = new Stack<int>(draft.Layout.Children(position));
        var reason = $"stage {draft[position].Id} above it was set aside: {FailureText.Reason(draft[position].Reason!)}";
        while (pending.TryPop(out var next))
        {
            if (draft[next].Status.HasEnded())
                continue;
            Drop(draft, next, StageStatus.Unreachable, reason);
            foreach (var child in draft.Layout.Children(next))
                pending.Push(child);
        }
    }
}
