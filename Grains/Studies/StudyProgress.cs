using System.Collections.Immutable;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Studies.Planning;
using JointQP.Studies.Rates;
using JointQP.Studies.Stages;

namespace JointQP.Grains.Studies;

/// <summary>Counts how far a study is.</summary>
internal static class StudyProgress
{
    private const int MostProblems = 10;

    public static StudyStatus Of(string name, StudyState state, StudyOutline outline, StageBoard board)
    {
        var trials = outline.Plan.Trials.Select(trial => Progress.Of(trial, outline, board)).ToList();
        return new StudyStatus
        {
            Name = name,
            Phase = state.Phase ?? StudyPhase.Running,
            LaunchedAt = state.LaunchedAt,
            EndedAt = state.EndedAt,
            Stages = Enum.GetValues<StageStatus>()
                .Where(status => board.Count(status) > 0)
                .ToImmutableSortedDictionary(status => status.ToString(), board.Count, StringComparer.Ordinal),
            Trials = trials.Count,
            TrialsDone = trials.Count(trial => trial.Done),
            TrialsFailed = trials.Count(trial => trial.Failed),
            TrialsStopped = trials.Count(trial => trial.Stopped),
            Steps = outline.Plan.Stages.Zip(board.Records).Where(stage => stage.Second.Status != StageStatus.Stopped).Sum(stage => stage.First.To - stage.First.From),
            StepsDone = outline.Plan.Stages.Sum(stage => TrialProgress.StepsDone(stage, board[stage.Id])),
            Work = WorkOf(board),
            Parallel = outline.Rules.Parallel,
            Seeds = outline.Launched.Sequential is { } design
                ? new SeedsStanding(1 + state.Extensions.Count(extension => extension.Seeds is not null), design, state.Looked)
                : null,
            Problems =
            [
                .. board.Records.Where(stage => stage.Status is StageStatus.Failed or StageStatus.Poisoned)
                    .Select(stage => stage.Reason is { } reason ? FailureText.Reason(reason) : $"stage {stage.Id}: {stage.Status}")
                    .Distinct(StringComparer.Ordinal)
                    .Take(MostProblems),
            ],
            Schedules =
            [
                .. trials.GroupBy(trial => (trial.Trial.Experiment, trial.Trial.ScheduleName)).Select(group => new ScheduleProgress(
                    group.Key.Experiment,
                    group.Key.ScheduleName,
                    group.Count(),
                    group.Count(trial => trial.Done),
                    group.Count(trial => trial.Failed),
                    group.Sum(trial => trial.Steps),
                    group.Sum(trial => trial.StepsDone),
                    group.Count(trial => trial.Stopped))),
            ],
        };
    }

    private static DeviceWork WorkOf(StageBoard board)
    {
        var timings = board.Records.Where(stage => stage.Status == StageStatus.Committed).Select(stage => stage.Timing).OfType<StageTiming>().ToList();
        return new DeviceWork(
            timings.Sum(timing => timing.Steps.Sum(steps => steps.Count)),
            timings.Sum(timing => timing.Total()),
            timings.Sum(timing => timing.Steps.Sum(steps => steps.Seconds)),
            timings.Sum(timing => timing.Evaluations.Sum(evaluations => evaluations.Seconds)));
    }

    private readonly record struct Progress(PlannedTrial Trial, bool Done, bool Failed, bool Stopped, long Steps, long StepsDone)
    {
        public static Progress Of(PlannedTrial trial, StudyOutline outline, StageBoard board)
        {
            var last = board[trial.Path[^1]].Status;
            return new Progress(
                trial,
                last == StageStatus.Committed,
                last is StageStatus.Failed or StageStatus.Poisoned or StageStatus.Unreachable,
                last == StageStatus.Stopped,
                trial.Path.Select(id => (Planned: outline.Stages[id], board[id].Status)).Where(stage => stage.Status != StageStatus.Stopped).Sum(stage => stage.Planned.To - stage.Planned.From),
                trial.Path.Sum(id => TrialProgress.StepsDone(outline.Stages[id], board[id])));
        }
    }
}
