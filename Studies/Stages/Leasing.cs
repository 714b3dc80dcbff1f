namespace JointQP.Studies.Stages;

/// <summary>Who gets which stage, and when a lease is lost.</summary>
internal static class Leasing
{
    public static StageAnswer Ask(BoardDraft draft, StageCommand.Lease ask, DateTimeOffset now)
    {
        var (slot, incarnation, _) = ask.Holder;
        if (draft.Cancelled)
            return new StageAnswer.Nothing(null);
        if (!draft.Meet(slot, incarnation))
            return new StageAnswer.Superseded();

        if (draft.HeldBy(slot) is { } held)
        {
            var record = draft[held];
            if (record.Holder == ask.Holder)
            {
                // The worker counts its lease from this repeat, so the authority must not count from the first ask.
                draft.Set(held, record with { Deadline = now + draft.Rules.Lease });
                return new StageAnswer.Granted(record.Id, record.Epoch, now + draft.Rules.Lease);
            }

            if (record.Holder!.Incarnation == incarnation)
                Attempts.Release(draft, held);
            else
                Attempts.Lose(draft, held, Restarted(slot));
        }

        Expire(draft, now);
        return draft.Handout == Handout.Open && draft.MayLease && draft.Longest(ask.Fingerprint) is { } position
            ? Grant(draft, Locality.Nearest(draft, position, ask.Fingerprint, ask.Holds), ask, now)
            : new StageAnswer.Nothing(draft.NextDeadline);
    }

    public static StageAnswer EndOlder(BoardDraft draft, StageCommand.EndOlder end)
    {
        if (!draft.Meet(end.Slot, end.Incarnation))
            return new StageAnswer.Superseded();
        if (draft.HeldBy(end.Slot) is { } held && draft[held].Holder!.Incarnation < end.Incarnation)
            Attempts.Lose(draft, held, Restarted(end.Slot));
        return new StageAnswer.Accepted();
    }

    public static StageAnswer Expire(BoardDraft draft, DateTimeOffset now)
    {
        // One that is due may have been dropped meanwhile: the loss of another has poisoned a stage above it.
        foreach (var due in draft.Due(now).Where(due => draft[due].Status == StageStatus.Leased))
            Attempts.Lose(draft, due, $"nothing was heard from worker {draft[due].Holder!.Slot} for {draft.Rules.Lease.TotalSeconds:0.###} s");
        return new StageAnswer.Accepted();
    }

    public static StageAnswer Turn(BoardDraft draft, Handout handout)
    {
        draft.Handout = handout;
        return new StageAnswer.Accepted();
    }

    private static StageAnswer.Granted Grant(BoardDraft draft, int position, StageCommand.Lease ask, DateTimeOffset now)
    {
        var record = draft[position];
        var (epoch, deadline) = (record.Epoch + 1, now + draft.Rules.Lease);
        draft.Set(position, record with
        {
            Status = StageStatus.Leased,
            Epoch = epoch,
            Holder = ask.Holder,
            Deadline = deadline,
            Fingerprint = ask.Fingerprint,
            Outcome = null,
        });
        draft.Tell(new StageEvent.LeaseGranted(record.Id, epoch, ask.Holder.Slot));
        return new(record.Id, epoch, deadline);
    }

    private static string Restarted(string slot) => $"worker {slot} was started anew while it held the stage";
}
