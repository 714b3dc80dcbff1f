using System.Collections.Frozen;
using System.Collections.Immutable;
using JointQP.Studies.Stopping;

namespace JointQP.Studies.Stages;

/// <summary>What the rungs that are decided mean for the stages behind them. The rungs of an experiment are decided in their order.</summary>
internal sealed class DecidedRungs
{
    private readonly RungLayout _layout;
    private readonly FrozenSet<int> _decided = [];
    private readonly FrozenSet<int> _stopped = [];

    public DecidedRungs(RungLayout layout, ImmutableArray<RungDecision> decisions)
    {
        (_layout, Decisions) = (layout, decisions);
        if (decisions.IsEmpty)
            return;
        var known = decisions.Where(decision => layout.Find(decision.Experiment, decision.Rung) is not null).ToList();
        _decided = known.Select(decision => layout.Find(decision.Experiment, decision.Rung)!.Value).ToFrozenSet();
        _stopped = known.SelectMany(TrialsOf).ToFrozenSet();
    }

    public ImmutableArray<RungDecision> Decisions { get; }

    /// <summary>What a stage is once its parent is committed: it is trained for whoever goes on through it, waits while that is open, and else is stopped.</summary>
    public StageStatus Behind(string stage)
    {
        var through = _layout.Through(stage);
        if (through.Count == 0 || through.Any(trial => !_stopped.Contains(trial.Trial) && (trial.Rung is not { } rung || _decided.Contains(rung))))
            return StageStatus.Ready;
        return through.All(trial => _stopped.Contains(trial.Trial)) ? StageStatus.Stopped : StageStatus.Blocked;
    }

    private IEnumerable<int> TrialsOf(RungDecision decision)
    {
        var schedules = decision.Stopped.Select(stopped => stopped.Schedule).ToHashSet(StringComparer.Ordinal);
        return _layout.Rungs[_layout.Find(decision.Experiment, decision.Rung)!.Value].Trials
            .Select(judged => judged.Trial)
            .Where(trial => schedules.Contains(_layout.Trials[trial].ScheduleName));
    }
}
