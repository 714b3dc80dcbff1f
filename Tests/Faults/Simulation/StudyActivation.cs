using JointQP.Studies.Stages;

namespace JointQP.Tests.Faults.Simulation;

/// <summary>The authority on a study's stages: what <c>StudyGrain</c> does around the rules, over the rules themselves.</summary>
internal sealed class StudyActivation(SimulatedCluster cluster, SimulatedProcess silo, SimulatedStudy study) : Activation(silo)
{
    private const int MostRefusals = 5;
    private const long LookPeriod = 1000;

    private StageBoard _board = null!;
    private StudyRow _stored = null!;
    private bool _looked;

    public Task<Demand> GetDemand() => Task.FromResult(new Demand(
        study.Name, _stored.Ended, study.Spec.Priority, _board.Count(StageStatus.Blocked), [.. _board.Leased.Select(stage => stage.Holder!.Slot)], _stored.Paused));

    public async Task<GrantedLease?> Lease(Ask ask)
    {
        if (await Apply(new StageCommand.Lease(ask.Holder, ask.Fingerprint, ask.Holds)) is not StageAnswer.Granted granted)
            return null;
        var planned = study.Stages[granted.Stage];
        var parent = planned.Parent is { } id ? _board[id].Result?.Checkpoint : null;
        Token token = new(study.Name, granted.Stage, granted.Epoch);
        cluster.Auditor.Answered(token, ask.Holder, cluster.Store[study.Name].Stages[granted.Stage], Stale);
        return new(token, planned, (long)study.Rules.Lease.TotalMilliseconds, _board[granted.Stage].Progress ?? parent, parent, (long)study.Spec.Limits.CheckpointEvery.TotalMilliseconds);
    }

    public async Task<GrantedLease?> FindLease(Ask ask) => StageReducer.Find(_board, ask.Holder) is not null ? await Lease(ask) : null;

    public async Task<bool> EndOlderLeases(string slot, long incarnation)
    {
        await Apply(new StageCommand.EndOlder(slot, incarnation));
        return true;
    }

    public async Task<Said> Hear(StageCommand.Message message)
    {
        var answer = await Apply(message);
        if (answer is StageAnswer.Fenced)
            cluster.Auditor.Fenced(study.Name, message, cluster.Store[study.Name].Stages[message.Stage], _board[message.Stage]);
        else
            cluster.Auditor.Accepted(study.Name, message, cluster.Store[study.Name].Stages[message.Stage], Stale);
        return answer switch
        {
            StageAnswer.Accepted => Said.Accepted,
            StageAnswer.GiveBack => Said.GiveBack,
            _ => Said.Fenced,
        };
    }

    /// <summary>What a user may ask for: pause, drain and resume. Stored first, then the board follows.</summary>
    public async Task<bool> Turn(bool paused, bool draining)
    {
        if (!_stored.Ended)
        {
            if ((_stored.Paused, _stored.Draining) != (paused, draining))
                await Enter(_stored with { Paused = paused, Draining = draining });
            await Apply(paused ? new StageCommand.Pause(draining) : new StageCommand.Resume());
        }

        return true;
    }

    protected override async Task Activate()
    {
        cluster.Tally.Count("activations");
        await Load(withStudy: true);
        await EndIfDone();
        LookLater();
    }

    /// <summary>Whether it is the only activation, and knows what the study has stored: a pause that another one took is not known to this one.</summary>
    private bool IsTheOne => !Stale && !Ended && Silo.Alive && cluster.Store[study.Name].Study.Version == _stored.Version;

    private async Task<StageAnswer> Apply(StageCommand command)
    {
        for (var refusals = 0; refusals < MostRefusals; refusals++)
        {
            var transition = StageReducer.Apply(_board, command, Silo.Time.Clock);
            if (await Store(transition))
            {
                cluster.Auditor.Applied(study, _board, command, transition, Stale);
                _board = transition.Board;
                await EndIfDone();
                return transition.Answer;
            }

            await Load(withStudy: false);
        }

        Deactivate();
        throw new CallFailedException("refused too often");
    }

    private async Task<bool> Store(Transition transition)
    {
        if (transition.Changed.IsEmpty)
            return true;
        try
        {
            return await cluster.Store.TryUpdate(Silo, study.Name, [.. transition.Changed.Select(after => (_board[after.Id], after))], () => !IsTheOne);
        }
        catch (CallFailedException)
        {
            // Whether it was stored is not known; the next activation reads it.
            Deactivate();
            throw;
        }
    }

    private async Task EndIfDone()
    {
        if (!_stored.Ended && _board.Ended)
            await Enter(_stored with { Ended = true });
    }

    private async Task Enter(StudyRow next)
    {
        next = next with { Version = _stored.Version + 1 };
        try
        {
            if (!await cluster.Store.TryUpdate(Silo, study.Name, next))
                throw new CallFailedException("another activation was faster");
        }
        catch (CallFailedException)
        {
            // As Orleans does with a grain whose state has another version.
            Deactivate();
            throw;
        }

        _stored = next;
    }

    private async Task Load(bool withStudy)
    {
        var rows = await cluster.Store.Load(Silo, study.Name);
        if (withStudy)
            _stored = rows.Study;
        _board = StageBoard.Restore(study.Plan, study.Rules, rows.Stages.Values, Silo.Time.Clock, _stored.Handout);
    }

    private void LookLater()
    {
        if (Ended || _stored.Ended)
            return;
        Silo.Time.After(LookPeriod, () => Silo.Go(Look));
    }

    private void Look()
    {
        // Of a look at which no lease is over nothing comes; it is left out, to save the time of it.
        if (_board.NextDeadline > Silo.Time.Clock || _board.NextDeadline is null)
        {
            LookLater();
            return;
        }

        if (_looked)
            return;
        _looked = true;
        Enqueue(
            async () =>
            {
                _looked = false;
                LookLater();
                await Apply(new StageCommand.Expire());
            },
            () => { });
    }
}
