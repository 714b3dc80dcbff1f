using System.Collections.Immutable;
using JointQP.Grains.Interfaces.Hosting;
using JointQP.Grains.Interfaces.Scheduling;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Grains.Storage;
using JointQP.Studies.Rates;
using JointQP.Studies.Stages;

namespace JointQP.Grains.Studies;

internal sealed partial class StudyGrain
{
    // Two activations for a moment are possible, more than a few refusals in a row are not.
    private const int MostRefusals = 5;

    private const int MostRemembered = 1000;

    private readonly HashSet<(string Stage, long Epoch)> _late = [];

    public Task<StudyDemand?> GetDemand() => Task.FromResult(_board is null
        ? null
        : new StudyDemand(
            Name,
            stored.State.Phase is { } phase && phase.HasEnded(),
            _outline!.Spec.Priority,
            _board.Count(StageStatus.Blocked) + (_board.Full ? _board.Count(StageStatus.Ready) : 0),
            [.. _board.Leased.Select(stage => stage.Holder!.Slot)],
            stored.State.Phase == StudyPhase.Paused));

    public async Task<StageLease?> Lease(WorkRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _board is null ? null : await GrantUntrained(request);
    }

    public async Task<StageLease?> FindLease(WorkRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        // Asked again rather than only read: the worker counts its lease from this request.
        return _board is not null && StageReducer.Find(_board, request.Holder) is not null ? await Lease(request) : null;
    }

    public Task EndOlderLeases(string slot, long incarnation) =>
        _board is null ? Task.CompletedTask : Apply(new StageCommand.EndOlder(slot, incarnation));

    public Task Explain(LeaseToken token, ImmutableArray<string> log) =>
        _board is null ? Task.CompletedTask : Apply(new StageCommand.Explain(token.Stage, token.Epoch, log));

    public Task<StageReply> Renew(LeaseToken token) => Hear(token, new StageCommand.Renew(token.Stage, token.Epoch));

    public Task<StageReply> RecordCheckpoint(LeaseToken token, CheckpointRef checkpoint) =>
        Hear(token, new StageCommand.Checkpoint(token.Stage, token.Epoch, checkpoint));

    public Task<StageReply> Commit(LeaseToken token, StageResult result, StageTiming? timing = null) =>
        Hear(token, new StageCommand.Commit(token.Stage, token.Epoch, result, timing));

    public Task<StageReply> Fail(LeaseToken token, string reason, bool final = false) =>
        Hear(token, new StageCommand.Fail(token.Stage, token.Epoch, FailureText.Of(FailureText.Reason(reason), FailureText.Log(reason)), final));

    public Task<StageReply> Release(LeaseToken token) => Hear(token, new StageCommand.Release(token.Stage, token.Epoch));

    public Task<StageReply> ReportUnreadableParent(LeaseToken token, string reason, string? file = null) =>
        Hear(token, new StageCommand.UnreadableParent(token.Stage, token.Epoch, reason, file));

    private async Task<StageReply> Hear(LeaseToken token, StageCommand.Message message)
    {
        if (token.Study != Name)
            throw new ArgumentException($"A message about study {token.Study} was sent to study {Name}.", nameof(token));
        return _board is null ? StageReply.Fenced : await Apply(message) switch
        {
            StageAnswer.Accepted => StageReply.Accepted,
            StageAnswer.GiveBack => StageReply.GiveBack,
            _ => StageReply.Fenced,
        };
    }

    /// <summary>Lets the rules decide, stores what they changed, and only then answers.</summary>
    private async Task<StageAnswer> Apply(StageCommand command)
    {
        for (var refusals = 0; refusals < MostRefusals; refusals++)
        {
            var transition = StageReducer.Apply(_board!, command, time.GetUtcNow());
            if (await Store(transition))
            {
                _board = transition.Board;
                Tell(transition.Events);
                Measure(transition.Events);
                TellWorkers(transition.Events);
                if (!transition.Changed.IsEmpty)
                    instruments.Observe(Name, _board);
                await EndIfDone();
                return transition.Answer;
            }

            // Another activation of this study was faster: its rows are the truth.
            LogRefused(Name, command.GetType().Name);
            _board = await LoadBoard(_outline!);
        }

        DeactivateOnIdle();
        throw new StorageException($"Study {Name} could not store a change: its stages changed again and again meanwhile. Ask again.");
    }

    /// <summary>A stage is measured once, by the attempt that committed it.</summary>
    private void Measure(ImmutableArray<StageEvent> events)
    {
        foreach (var ended in events.OfType<StageEvent.AttemptEnded>().Where(ended => ended.Outcome == AttemptOutcome.Committed))
        {
            var planned = _outline!.Stages[ended.Stage];
            if (_board![ended.Stage] is { Timing: { } timing, Result.Checkpoint.Bytes: var bytes })
                rates.Add(_outline.Plan.Trials[planned.Leader].Spec, planned.To, timing, bytes);
        }
    }

    private async Task<bool> Store(Transition transition)
    {
        var happened = StudyNotes.Of(transition.Events, time.GetUtcNow());
        if (transition.Changed.IsEmpty)
        {
            foreach (var entry in happened.Where(IsNews))
                await Note(entry);
            return true;
        }

        try
        {
            return await stages.TryUpdate(Name, [.. transition.Changed.Select(after => new StageUpdate(_board![after.Id], after))], happened, TrainedBy(transition));
        }
        catch
        {
            // Whether it was stored is not known; the next activation reads it.
            DeactivateOnIdle();
            throw;
        }
    }

    private async Task<StageBoard> LoadBoard(StudyOutline outline) =>
        StageBoard.Restore(outline.Plan, outline.Rules, await stages.Load(Name), time.GetUtcNow(), stored.State.Handout, stored.State.Decisions);

    /// <summary>
    /// A worker that comes too late says several things several times: the log hears of each lease once, and of no stage that there is not.
    /// </summary>
    private bool IsNews(StudyLogEntry entry)
    {
        if (entry is not { Stage: { } stage, Epoch: { } epoch } || !_outline!.Stages.ContainsKey(stage))
            return false;
        if (_late.Count >= MostRemembered)
            _late.Clear();
        return _late.Add((stage, epoch));
    }

    private StageLease ToLease(StageAnswer.Granted granted)
    {
        var planned = _outline!.Stages[granted.Stage];
        var parent = planned.Parent is { } id ? _board![id].Result?.Checkpoint : null;
        return new StageLease
        {
            Token = new LeaseToken(Name, granted.Stage, granted.Epoch),
            Stage = planned,
            Trial = _outline.Plan.Trials[planned.Leader],
            Duration = _outline.Rules.Lease,
            Start = _board![granted.Stage].Progress ?? parent,
            ParentCheckpoint = parent,
            CheckpointEvery = _outline.Spec.Limits.CheckpointEvery,
        };
    }
}
