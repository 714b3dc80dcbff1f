using System.Collections.Immutable;
using System.Globalization;
using JointQP.Studies.Spec;
using JointQP.Studies.Words;

namespace JointQP.Studies.Planning;

/// <summary>Turns a study into trials and stages. The same spec always gives the same plan.</summary>
public static class StudyPlanner
{
    /// <summary>
    /// Every experiment, seed and schedule is a trial, in this order: the schedules of one seed stand together, so that a seed's
    /// comparisons are complete as early as can be. Each trial is cut at its events, and equal beginnings are one (<see cref="StudySpec.Sharing"/>).
    /// </summary>
    public static StudyPlan Plan(StudySpec study)
    {
        ArgumentNullException.ThrowIfNull(study);
        var planned = new List<(string Experiment, string Schedule, TrialSpec Spec, StageTree.Branch Branch)>();
        // What trials must have in common to have anything in common: all but schedule and compression.
        var trees = new Dictionary<TrialSpec, (string Name, List<StageTree.Branch> Trials)>();
        foreach (var experiment in study.Experiments)
        {
            var settings = StageKey.Acting(experiment.Compression);
            foreach (var seed in study.Seeds)
            {
                var common = experiment.TrialOf(Float, seed) with { Compression = StageKey.Idle, Metric = null };
                if (!trees.TryGetValue(common, out var tree))
                    trees.Add(common, tree = (string.Create(CultureInfo.InvariantCulture, $"{experiment.Name}/{seed}"), []));
                foreach (var schedule in experiment.Schedules)
                {
                    var spec = experiment.TrialOf(schedule, seed);
                    StageTree.Branch branch = new(planned.Count, settings, TrialEvent.Of(spec));
                    tree.Trials.Add(branch);
                    planned.Add((experiment.Name, schedule.Name, spec, branch));
                }
            }
        }

        var stages = ImmutableArray.CreateBuilder<PlannedStage>();
        StageTree grown = new(stages);
        foreach (var (common, tree) in trees)
        {
            if (study.Sharing == Sharing.Prefixes)
                grown.Grow(tree.Name, tree.Trials, common.TotalSteps);
            else
                tree.Trials.ForEach(trial => grown.Grow(tree.Name, [trial], common.TotalSteps));
        }

        return new StudyPlan(
            [.. planned.Select((trial, index) => new PlannedTrial(index, trial.Experiment, trial.Schedule, trial.Spec, [.. trial.Branch.Path]))],
            stages.ToImmutable());
    }

    private static ScheduleSpec Float { get; } = new("", Notation.Ordering.Float, Schedule.Float);
}
