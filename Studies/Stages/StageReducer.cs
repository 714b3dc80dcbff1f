using static JointQP.Studies.Stages.StageCommand;

namespace JointQP.Studies.Stages;

/// <summary>The stage and lease rules: what comes of a command, given the stages as they are and the time.</summary>
/// <remarks>
/// Pure: the caller stores <see cref="Transition.Changed"/> and only then answers and goes on with <see cref="Transition.Board"/>.
/// The clock of the authority decides when a lease is over, and only <see cref="Expire"/> or the ask of another worker acts on it: a late message
/// of a holder whose stage nobody took is still the holder's, so no work is thrown away, and the epoch fences it as soon as somebody did.
/// </remarks>
public static class StageReducer
{
    /// <summary>Applies a command. Nothing throws: a message about an unknown stage is <see cref="StageAnswer.Fenced"/>.</summary>
    public static Transition Apply(StageBoard board, StageCommand command, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(board);
        ArgumentNullException.ThrowIfNull(command);
        var draft = new BoardDraft(board);
        StageAnswer answer = command switch
        {
            Lease ask => Leasing.Ask(draft, ask, now),
            EndOlder end => Leasing.EndOlder(draft, end),
            Explain explain => Attempts.Explain(draft, explain),
            Expire => Leasing.Expire(draft, now),
            Cancel => Attempts.Cancel(draft),
            Retry => Attempts.Retry(draft),
            Pause pause => Leasing.Turn(draft, pause.Drain ? Handout.Draining : Handout.Closed),
            Decide decide => Rungs.Decide(draft, decide.Decision),
            Resume => Leasing.Turn(draft, Handout.Open),
            Message message => Messages.Hear(draft, message, now),
            _ => throw new ArgumentException($"No rule for {command.GetType().Name}.", nameof(command)),
        };
        return draft.ToTransition(answer);
    }

    /// <summary>The stage that was granted to exactly this ask and is still held, or null.</summary>
    public static string? Find(StageBoard board, LeaseHolder holder)
    {
        ArgumentNullException.ThrowIfNull(board);
        ArgumentNullException.ThrowIfNull(holder);
        return board.Held.TryGetValue(holder.Slot, out var position) && board.Stored[position].Holder == holder
            ? board.Stored[position].Id
            : null;
    }
}
