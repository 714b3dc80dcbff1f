using System.Collections.Immutable;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Studies.Planning;
using JointQP.Studies.Stages;

namespace JointQP.Grains.Studies;

/// <summary>How far a trial is, read off the stages of its path, whoever leads them.</summary>
internal static class TrialProgress
{
    /// <summary>What a trial does, by the statuses of its path from first to last.</summary>
    public static TrialState StateOf(IReadOnlyList<StageStatus> path) =>
        path[^1] == StageStatus.Committed ? TrialState.Done
        : path.Contains(StageStatus.Failed) ? TrialState.Failed
        : path.Contains(StageStatus.Poisoned) ? TrialState.Poisoned
        : path.Contains(StageStatus.Cancelled) ? TrialState.Cancelled
        : path.Contains(StageStatus.Stopped) ? TrialState.Stopped
        : path.Contains(StageStatus.Leased) ? TrialState.Running
        : TrialState.Waiting;

    /// <summary>Steps of a stage that are committed, or held by a checkpoint that the next attempt goes on from.</summary>
    public static long StepsDone(PlannedStage stage, StageRecord record) => record.Status switch
    {
        StageStatus.Committed => stage.To - stage.From,
        StageStatus.Leased or StageStatus.Ready => (record.Progress?.Step ?? stage.From) - stage.From,
        _ => 0,
    };

    /// <summary>A trial in short.</summary>
    public static TrialRow Row(PlannedTrial trial, ImmutableArray<PathStage> path)
    {
        var records = path.Select(stage => stage.Record).ToList();
        var held = records.Find(stage => stage.Status == StageStatus.Leased);
        var state = StateOf([.. records.Select(stage => stage.Status)]);
        return new TrialRow(
            trial.Index,
            trial.Experiment,
            trial.ScheduleName,
            trial.Spec.Seed,
            state,
            trial.Spec.TotalSteps,
            path.Sum(stage => StepsDone(stage.Planned, stage.Record)),
            held?.Id,
            held?.Holder?.Slot,
            records.Sum(stage => stage.Losses),
            records.Sum(stage => stage.Failures),
            // Of a trial that is done, what went wrong on the way is no reason for anything any more.
            state == TrialState.Done || records.Find(stage => stage is { Reason: not null, Status: not StageStatus.Committed })?.Reason is not { } reason
                ? null
                : FailureText.Reason(reason));
    }
}
