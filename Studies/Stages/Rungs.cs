using JointQP.Studies.Stopping;

namespace JointQP.Studies.Stages;

/// <summary>What a decision at a rung does to the stages behind it.</summary>
internal static class Rungs
{
    public static StageAnswer Decide(BoardDraft draft, RungDecision decision)
    {
        var rungs = draft.Layout.Rungs;
        if (rungs.Find(decision.Experiment, decision.Rung) is not { } position)
            return new StageAnswer.Fenced();
        if (draft.Decided.Decisions.Any(decided => (decided.Experiment, decided.Rung) == (decision.Experiment, decision.Rung)))
            return new StageAnswer.Accepted();
        draft.Decided = new DecidedRungs(rungs, draft.Decided.Decisions.Add(decision));
        var reasons = decision.Stopped.ToDictionary(stopped => stopped.Schedule, stopped => $"stopped at rung {decision.Rung}: {stopped.Reason}", StringComparer.Ordinal);
        foreach (var (trial, at) in rungs.Rungs[position].Trials)
        {
            // From first to last, so that each sees what its parent has become.
            foreach (var stage in rungs.Trials[trial].Path.SkipWhile(stage => stage != at).Skip(1).Select(draft.Layout.Position))
            {
                if (draft[stage].Status is not (StageStatus.Blocked or StageStatus.Ready) || draft.Waiting(stage) is var status && status == draft[stage].Status)
                    continue;
                draft.Set(stage, draft[stage] with { Status = status, Reason = status == StageStatus.Stopped ? reasons.GetValueOrDefault(rungs.Trials[trial].ScheduleName) : draft[stage].Reason });
            }
        }

        return new StageAnswer.Accepted();
    }
}
