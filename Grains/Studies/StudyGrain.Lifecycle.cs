using JointQP.Grains.Interfaces.Studies;
using JointQP.Grains.Storage;
using JointQP.Studies.Stages;

namespace JointQP.Grains.Studies;

internal sealed partial class StudyGrain
{
    /// <summary>How often leases are looked at: what a lost worker's stage waits beyond its lease.</summary>
    private static readonly TimeSpan LookPeriod = TimeSpan.FromSeconds(1);

    private IGrainTimer? _look;

    public Task<StudyStatus?> Pause(bool drain) => Turn(state => state with { Phase = StudyPhase.Paused, Draining = drain }, new StageCommand.Pause(drain));

    public Task<StudyStatus?> Resume() => Turn(state => state with { Phase = StudyPhase.Running, Draining = false }, new StageCommand.Resume());

    public async Task<StudyStatus?> Cancel()
    {
        if (_board is null)
            return null;
        if (stored.State.Phase is { } phase && !phase.HasEnded())
            await Apply(new StageCommand.Cancel());
        return await GetStatus();
    }

    public async Task<RetryReply> Retry()
    {
        if (_board is null || stored.State.Phase == StudyPhase.Deleting)
            return new RetryReply(RetryOutcome.Unknown);
        if (stored.State.Phase == StudyPhase.Cancelled || _board.Cancelled)
            return new RetryReply(RetryOutcome.Cancelled, Status: await GetStatus());
        var retried = StageReducer.Apply(_board, new StageCommand.Retry(), time.GetUtcNow()).Events.OfType<StageEvent.StageRetried>().Count();
        if (retried == 0)
            return new RetryReply(RetryOutcome.NothingToRetry, Status: await GetStatus());
        // The phase first: a study that runs and has nothing to train ends by itself, while one that has ended would not look at its stages.
        if (stored.State.Phase == StudyPhase.Completed)
            await Enter(stored.State with { Phase = StudyPhase.Running, EndedAt = null, Looked = null });
        LookAfterIt();
        await Apply(new StageCommand.Retry());
        return new RetryReply(RetryOutcome.Retried, retried, await GetStatus());
    }

    public async Task<StudyLogReply?> GetLog(StudyLogQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfNegative(query.After);
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.Limit, StudyLogQuery.MostAtOnce);
        if (_board is null)
            return null;
        // In one turn: what is told after the end is all.
        return new StudyLogReply(await log.Read(Name, query), stored.State.Phase is { } phase && phase.HasEnded());
    }

    /// <summary>Stores first, so that a pause survives whatever happens next, then lets the board follow.</summary>
    private async Task<StudyStatus?> Turn(Func<StudyState, StudyState> turn, StageCommand command)
    {
        if (_board is null)
            return null;
        // Another activation may have stored the opposite meanwhile: what is answered must be what is stored.
        await stored.ReadStateAsync();
        if (stored.State.Phase is { } phase && !phase.HasEnded())
        {
            var next = turn(stored.State);
            if (stored.State != next)
                await Enter(next);
            await Apply(command);
        }

        return await GetStatus();
    }

    /// <summary>Writes the end of a study whose stages have all come to theirs.</summary>
    private async Task EndIfDone()
    {
        if (stored.State.Phase is not (StudyPhase.Running or StudyPhase.Paused) || !_board!.Ended || (!_board.Cancelled && (OpenSearches().Any() || IsUndecided)))
            return;
        var phase = _board.Cancelled ? StudyPhase.Cancelled : StudyPhase.Completed;
        await Enter(stored.State with { Phase = phase, EndedAt = time.GetUtcNow() });
        _look?.Dispose();
        _look = null;
    }

    private async Task Enter(StudyState next)
    {
        await stored.Store(next);
        LogPhase(Name, next.Phase!.Value);
        await Note(StudyNotes.Of(next, _outline!, afresh: false, time.GetUtcNow()));
    }

    /// <summary>A phase is stored apart from the log: what a crash between the two left out is made good here.</summary>
    private async Task NoteIfMissing()
    {
        var last = await log.LastOfStudy(Name);
        if (!StudyNotes.Tells(last, stored.State.Phase!.Value))
            await Note(StudyNotes.Of(stored.State, _outline!, afresh: last is null, time.GetUtcNow()));
    }

    /// <summary>Nothing depends on the log, so that want of it stops nothing.</summary>
    private async Task Note(StudyLogEntry entry)
    {
        try
        {
            await log.Add(Name, entry);
        }
        catch (Exception e)
        {
            LogNotNoted(Name, entry.Kind, e);
        }
    }

    private async Task Look()
    {
        if (stored.State.Phase == StudyPhase.Deleting)
        {
            await Remove();
            return;
        }

        await Apply(new StageCommand.Expire());
        await DecideRungs();
        await SearchOn();
        await LookAgain();
    }

    private void LookAfterIt()
    {
        if (_look is not null || stored.State.Phase is StudyPhase.Completed or StudyPhase.Cancelled)
            return;
        // Keeps the activation too: a study that runs must look after its leases though nobody calls; one that is paused may have some still.
        _look = this.RegisterGrainTimer(
            Look,
            new GrainTimerCreationOptions(LookPeriod, LookPeriod) { KeepAlive = true });
    }
}
