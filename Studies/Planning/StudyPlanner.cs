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
    /// comparisons are complete as early as can be. Each trial is cut at its schedule's events.
    /// </summary>
    public static StudyPlan Plan(StudySpec study)
    {
        ArgumentNullException.ThrowIfNull(study);
        var trials = ImmutableArray.CreateBuilder<PlannedTrial>();
        var stages = ImmutableArray.CreateBuilder<PlannedStage>();
        foreach (var experiment in study.Experiments)
        {
            foreach (var seed in study.Seeds)
            {
                var tree = experiment.Name + "/" + seed.ToString(CultureInfo.InvariantCulture);
                foreach (var schedule in experiment.Schedules)
                {
                    var spec = experiment.TrialOf(schedule, seed);
                    var path = Cut(trials.Count, tree, spec);
                    stages.AddRange(path);
                    trials.Add(new PlannedTrial(trials.Count, experiment.Name, schedule.Name, spec, [.. path.Select(stage => stage.Id)]));
                }
            }
        }

        return new StudyPlan(trials.ToImmutable(), stages.ToImmutable());
    }

    private static List<PlannedStage> Cut(int trial, string tree, TrialSpec spec)
    {
        var end = spec.TotalSteps;
        // An operator that starts with the training, or a ramp step inside a stage, is no cut: nothing could be shared before it.
        long[] bounds = [0, .. spec.Schedule.Events.Where(step => step > 0 && step < end), end];
        var path = new List<PlannedStage>();
        for (var depth = 0; depth + 1 < bounds.Length; depth++)
        {
            path.Add(new PlannedStage(
                StageId(trial, depth),
                depth == 0 ? null : StageId(trial, depth - 1),
                tree,
                Leader: trial,
                From: bounds[depth],
                To: bounds[depth + 1],
                Remaining: end - bounds[depth],
                Final: bounds[depth + 1] == end));
        }

        return path;
    }

    private static string StageId(int trial, int depth) => string.Create(CultureInfo.InvariantCulture, $"t{trial:D4}.{depth}");
}
