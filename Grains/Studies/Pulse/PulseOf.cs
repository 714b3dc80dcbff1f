using System.Collections.Immutable;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Studies.Analysis;
using JointQP.Studies.Planning;
using JointQP.Studies.Stages;

namespace JointQP.Grains.Studies.Pulse;

/// <summary>Puts a study's pulse together from how it stands and what its metrics say.</summary>
internal static class PulseOf
{
    public static StudyPulse Study(StudyStanding standing, StudyMetrics metrics, int unread)
    {
        var plan = metrics.Outline.Plan;
        var done = standing.Leased.ToDictionary(stage => stage.Position, stage => stage.Step);
        long Left(int at) => plan.Stages[at].To - done.GetValueOrDefault(at, plan.Stages[at].From);
        var trials = plan.Trials.Select(trial => Trial.Of(trial, [.. trial.Path.Select(id => metrics.Positions[id])], standing.Stages, Left)).ToList();
        var states = trials.ToLookup(trial => trial.State);
        var open = trials.Where(trial => trial.State is TrialState.Running or TrialState.Waiting).ToList();
        return new StudyPulse
        {
            Status = standing.Status,
            Trials = new TrialStates(
                states[TrialState.Done].Count(),
                states[TrialState.Running].Count(),
                states[TrialState.Waiting].Count(),
                states[TrialState.Failed].Count(),
                states[TrialState.Poisoned].Count(),
                states[TrialState.Cancelled].Count(),
                states[TrialState.Stopped].Count()),
            Left = new WorkLeft(
                standing.Stages.Index().Where(stage => !stage.Item.HasEnded()).Sum(stage => Left(stage.Index)),
                open.Count,
                states[TrialState.Waiting].Select(trial => trial.Left).DefaultIfEmpty().Max()),
            UnderWay = [.. standing.Leased.Select(leased => UnderWay(leased, plan))],
            Experiments = Experiments(trials, metrics),
            Unread = unread,
        };
    }

    private static TrialUnderWay UnderWay(LeasedStage leased, StudyPlan plan)
    {
        var stage = plan.Stages[leased.Position];
        var leader = plan.Trials[stage.Leader];
        return new TrialUnderWay(
            stage.Id,
            leased.Slot,
            leased.Epoch,
            leader.Experiment,
            leader.ScheduleName,
            leader.Spec.Seed,
            leased.Step,
            stage.To,
            leader.Spec.TotalSteps,
            stage.Remaining - (leased.Step - stage.From));
    }

    private static ImmutableArray<ExperimentPulse> Experiments(List<Trial> trials, StudyMetrics metrics)
    {
        var running = trials.Where(trial => trial.State == TrialState.Running)
            .CountBy(trial => (trial.Planned.Experiment, trial.Planned.ScheduleName))
            .ToDictionary();
        var curves = MostWanted(metrics, running);
        return
        [
            .. metrics.Outline.Spec.Experiments.Select(experiment =>
            {
                var found = metrics[experiment.Name];
                found.Judge();
                return new ExperimentPulse
                {
                    Experiment = experiment.Name,
                    Metric = found.Metric,
                    CurveMetric = found.CurveMetric,
                    Schedules =
                    [
                        .. found.First.Select(first => new SchedulePulse
                        {
                            Schedule = first.ScheduleName,
                            Running = running.GetValueOrDefault((experiment.Name, first.ScheduleName)),
                            Steps = first.Spec.TotalSteps,
                            Final = found.Final.GetValueOrDefault(first.ScheduleName),
                            Onsets = first.Spec.Schedule.Onsets,
                            Curve = curves.GetValueOrDefault((experiment.Name, first.ScheduleName), []),
                        }),
                    ],
                    Best = found.Best,
                    Comparisons = found.Comparisons,
                };
            }),
        ];
    }

    private static Dictionary<(string Experiment, string Schedule), ImmutableArray<CurvePoint>> MostWanted(
        StudyMetrics metrics, Dictionary<(string Experiment, string ScheduleName), int> running) =>
        metrics.Outline.Spec.Experiments
            .SelectMany(experiment => metrics[experiment.Name].First)
            .OrderByDescending(first => running.ContainsKey((first.Experiment, first.ScheduleName)))
            .Select(first => (Key: (first.Experiment, first.ScheduleName), Curve: metrics[first.Experiment].Curve(first.ScheduleName)))
            .Where(schedule => !schedule.Curve.IsEmpty)
            .Take(SchedulePulse.MostCurves)
            .ToDictionary(schedule => schedule.Key, schedule => schedule.Curve);

    private readonly record struct Trial(PlannedTrial Planned, TrialState State, long Left)
    {
        public static Trial Of(PlannedTrial trial, int[] path, ImmutableArray<StageStatus> stages, Func<int, long> left)
        {
            var state = TrialProgress.StateOf([.. path.Select(at => stages[at])]);
            return new Trial(trial, state, path.Where(at => !stages[at].HasEnded()).Sum(left));
        }
    }
}
