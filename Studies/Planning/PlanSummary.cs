using System.Collections.Immutable;
using JointQP.Studies.Search;
using JointQP.Studies.Spec;

namespace JointQP.Studies.Planning;

/// <summary>How much work a plan is.</summary>
/// <param name="Trials">Trials.</param>
/// <param name="Stages">Stages, each leased, checkpointed and committed once.</param>
/// <param name="Steps">Training steps of all stages together: what is trained.</param>
/// <param name="Alone">Training steps of all trials together: what would be trained without sharing.</param>
/// <param name="CriticalPath">Steps of the longest trial: what is left to wait for with any number of workers.</param>
/// <param name="Checkpoints">Checkpoints kept at the ends of stages; those saved within a stage replace each other.</param>
public sealed record PlanSize(int Trials, int Stages, long Steps, long Alone, long CriticalPath, int Checkpoints)
{
    /// <summary>The part of the steps that sharing saves, in [0, 1).</summary>
    public double Saving => Alone == 0 ? 0 : 1 - ((double)Steps / Alone);

    /// <summary>The size of these trials and of the stages they are made of.</summary>
    public static PlanSize Of(IReadOnlyCollection<PlannedTrial> trials, IReadOnlyCollection<PlannedStage> stages) => new(
        trials.Count,
        stages.Count,
        stages.Sum(stage => stage.To - stage.From),
        trials.Sum(trial => trial.Spec.TotalSteps),
        trials.Select(trial => trial.Spec.TotalSteps).DefaultIfEmpty().Max(),
        stages.Count);
}

/// <summary>An experiment's part of a plan.</summary>
/// <param name="Name">The experiment.</param>
/// <param name="Schedules">Its schedules.</param>
/// <param name="Seeds">Seeds of each.</param>
/// <param name="Size">Its work; what it shares with an experiment before it counts there.</param>
/// <param name="Spaces">How its spaces of orderings came to their schedules.</param>
/// <param name="Search">What its search may add to this, and with how many seeds it begins; null without one.</param>
/// <param name="Rungs">Where its stopper compares schedules; none without a stopper. What is stopped there is in the size all the same.</param>
public sealed record ExperimentPlan(string Name, int Schedules, int Seeds, PlanSize Size, ImmutableArray<string> Spaces, ImmutableArray<RungPlan> Rungs, SearchPlan? Search = null)
{
    /// <summary>The schedules among them that were added because a hypothesis takes them.</summary>
    public ImmutableArray<string> Added { get; init; } = [];
}

/// <summary>A search in figures.</summary>
/// <param name="Grid">Schedules that it begins with.</param>
/// <param name="Seeds">With so many seeds each.</param>
/// <param name="Budget">The most trials that it may come to, those of the grid among them.</param>
public sealed record SearchPlan(int Grid, int Seeds, int Budget);

/// <summary>A planned look at the primary comparison in figures.</summary>
/// <param name="Seeds">Seeds by then.</param>
/// <param name="Alpha">The level of its tests; 0 where so few seeds can decide nothing.</param>
/// <param name="Trials">Trials of the study by then.</param>
public sealed record LookPlan(int Seeds, double Alpha, long Trials);

/// <summary>A study that gets seeds until it is decided, in figures.</summary>
/// <param name="Experiment">The experiment of the primary comparison.</param>
/// <param name="Primary">That comparison, such as <c>P0.5(w) before Q8(w)</c>.</param>
/// <param name="Margin">What shows that there is no difference; null when only a difference can be shown.</param>
/// <param name="Looks">In order.</param>
/// <param name="Worst">All work if it is not decided before the last look.</param>
public sealed record SequentialPlan(string Experiment, string Primary, double? Margin, ImmutableArray<LookPlan> Looks, PlanSize Worst)
{
    /// <summary>Of a study as it is launched; null for one with its seeds from the start.</summary>
    public static SequentialPlan? Of(StudySpec study)
    {
        ArgumentNullException.ThrowIfNull(study);
        if (study.Sequential is not { } design)
            return null;
        var whole = StudyPlanner.Plan(study with { Seeds = design.Seeds });
        return new(
            design.Experiment,
            design.Primary,
            design.Margin,
            [.. design.Looks.Select(look => new LookPlan(look.Seeds, look.Alpha, study.Experiments.Sum(experiment => experiment.TrialsWith(look.Seeds))))],
            PlanSize.Of(whole.Trials, whole.Stages));
    }
}

/// <summary>A rung in figures.</summary>
/// <param name="Number">Which, counted from 1.</param>
/// <param name="After">Steps since the last operator of each schedule settled.</param>
/// <param name="Schedules">How many come to it, unless they were stopped before.</param>
public sealed record RungPlan(int Number, long After, int Schedules);

/// <summary>A plan in figures, by experiment and in all.</summary>
/// <param name="Study">The study's name.</param>
/// <param name="Size">All its work.</param>
/// <param name="Experiments">In the order of the spec.</param>
public sealed record PlanSummary(string Study, PlanSize Size, ImmutableArray<ExperimentPlan> Experiments)
{
    /// <summary>The figures of a study's plan.</summary>
    public static PlanSummary Of(StudySpec study, StudyPlan plan)
    {
        ArgumentNullException.ThrowIfNull(study);
        ArgumentNullException.ThrowIfNull(plan);
        var trials = plan.Trials.ToLookup(trial => trial.Experiment, StringComparer.Ordinal);
        var stages = plan.Stages.ToLookup(stage => plan.Trials[stage.Leader].Experiment, StringComparer.Ordinal);
        return new PlanSummary(
            study.Name,
            PlanSize.Of(plan.Trials, plan.Stages),
            [
                .. study.Experiments.Select(experiment => new ExperimentPlan(
                    experiment.Name,
                    experiment.Schedules.Length,
                    study.Seeds.Length,
                    PlanSize.Of([.. trials[experiment.Name]], [.. stages[experiment.Name]]),
                    experiment.Spaces,
                    [
                        .. plan.Rungs.Where(rung => rung.Experiment == experiment.Name).Select(rung => new RungPlan(
                            rung.Number, rung.After, rung.Trials.Select(judged => plan.Trials[judged.Trial].ScheduleName).Distinct(StringComparer.Ordinal).Count())),
                    ],
                    experiment.Search is { } search ? new SearchPlan(search.Grid.Count, Math.Min(SearchSettings.FirstSeeds, study.Seeds.Length), search.Budget) : null)
                {
                    Added = experiment.Added,
                }),
            ]);
    }
}
