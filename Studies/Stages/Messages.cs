using static JointQP.Studies.Stages.StageCommand;

namespace JointQP.Studies.Stages;

/// <summary>What a worker says about the stage it holds, and the fence before it.</summary>
internal static class Messages
{
    public static StageAnswer Hear(BoardDraft draft, Message message, DateTimeOffset now)
    {
        if (!draft.Layout.TryFind(message.Stage, out var position))
            return Fence(draft, message);

        var parent = draft.Layout.Parent(position);
        if (message is UnreadableParent orphan && parent is null)
            message = new Fail(orphan.Stage, orphan.Epoch, orphan.Reason);

        var record = draft[position];
        if (record.Status != StageStatus.Leased || record.Epoch != message.Epoch)
        {
            if (IsRepeat(record, message))
                return new StageAnswer.Accepted();
            return IsOvertaken(record, message) ? new StageAnswer.Fenced() : Fence(draft, message);
        }

        switch (message)
        {
            case Renew:
                draft.Set(position, record with { Deadline = now + draft.Rules.Lease });
                if (draft.Handout == Handout.Closed)
                    return new StageAnswer.GiveBack();
                break;
            case Checkpoint checkpoint when checkpoint.Ref.Step > (record.Progress?.Step ?? long.MinValue):
                draft.Set(position, record with { Progress = checkpoint.Ref });
                break;
            case Commit commit:
                Attempts.Commit(draft, position, commit.Result, commit.Timing, commit.Remark);
                break;
            case Fail fail:
                Attempts.Fail(draft, position, fail.Reason, fail.Final);
                break;
            case Release:
                Attempts.Release(draft, position);
                break;
            case UnreadableParent unreadable:
                Attempts.ParentUnreadable(draft, position, parent!.Value, unreadable);
                break;
        }

        return new StageAnswer.Accepted();
    }

    // The lease ended just as this message says, so it ended by this message: its answer was lost.
    private static bool IsRepeat(StageRecord record, Message message) =>
        record.Epoch == message.Epoch && record.Status != StageStatus.Cancelled && message switch
        {
            Commit { Result.StateHash: var hash } => record.Outcome switch
            {
                AttemptOutcome.Committed => record.Result!.StateHash == hash,
                AttemptOutcome.Contradicted => record.Result!.StateHash != hash,
                _ => false,
            },
            Fail => record.Outcome == AttemptOutcome.Failed,
            Release => record.Outcome == AttemptOutcome.Released,
            UnreadableParent => record.Outcome == AttemptOutcome.ParentUnreadable,
            _ => false,
        };

    // A renewal that was on its way when its holder ended the lease by itself: nobody came too late, so there is nothing to tell.
    private static bool IsOvertaken(StageRecord record, Message message) =>
        message is Renew && record.Epoch == message.Epoch && record.Outcome is not (AttemptOutcome.Lost or AttemptOutcome.Dropped or null);

    private static StageAnswer.Fenced Fence(BoardDraft draft, Message message)
    {
        draft.Tell(new StageEvent.MessageFenced(message.Stage, message.Epoch, message.GetType().Name));
        return new();
    }
}
