using System.Collections.Immutable;
using JointQP.Client.Files;
using JointQP.Client.Rendering;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Studies.Analysis.Layers;
using JointQP.Studies.Analysis.Verdicts;
using JointQP.Studies.Planning;
using JointQP.Studies.Spec;

namespace JointQP.Client.Reports;

/// <summary>All that a report is made of; the same data make the same page.</summary>
internal sealed record ReportData
{
    /// <summary>Stages of trees that are drawn; a plan with more of them is told in numbers.</summary>
    private const int MostStages = 400;

    /// <summary>What the study found, and how it stands.</summary>
    public required StudyResults Results { get; init; }

    /// <summary>What that says of the order of operators.</summary>
    public required StudyVerdict Verdict { get; init; }

    /// <summary>How sure the verdict had to be.</summary>
    public required VerdictRequest Request { get; init; }

    /// <summary>What its plan is made of: specs as users wrote them, the steps of its searches, and the seeds that it got by itself.</summary>
    public required ImmutableArray<StudySource> Sources { get; init; }

    /// <summary>Its learning curves by experiment; none where they could not be read.</summary>
    public required ImmutableArray<ExperimentPulse> Curves { get; init; }

    /// <summary>What trials measured where operators settled, of the experiments that are drawn.</summary>
    public ImmutableArray<ExperimentLayers> Layers { get; init; } = [];

    /// <summary>The numeric fingerprints of the machines that trained it.</summary>
    public ImmutableArray<string> Fingerprints { get; init; } = [];

    /// <summary>The version of JointQP that makes the page.</summary>
    public required string Version { get; init; }

    /// <summary>When the page is made.</summary>
    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>How much work the study is; null where this version cannot read its spec.</summary>
    public PlanSummary? Plan { get; private init; }

    /// <summary>How its stages grow from each other; null where they are too many to be drawn, or with <see cref="Plan"/>.</summary>
    public ImmutableArray<PlanTree>? Trees { get; private init; }

    /// <summary>All that it was launched with and extended by; null with <see cref="Plan"/>.</summary>
    public StudySpec? Study { get; private init; }

    /// <summary>How many seeds the trials of each experiment have.</summary>
    public ImmutableDictionary<string, int> SeedsOf { get; private init; } = ImmutableDictionary<string, int>.Empty;

    /// <summary>The seeds of its trials.</summary>
    public ImmutableArray<long> Seeds { get; private init; } = [];

    /// <summary>The ordering of each schedule of an experiment.</summary>
    public ImmutableDictionary<(string Experiment, string Schedule), string> Orderings { get; private init; } = ImmutableDictionary<(string, string), string>.Empty;

    /// <summary>The schedules that searches tried; they chose them by what they gave, and no verdict holds them.</summary>
    public ImmutableHashSet<(string Experiment, string Schedule)> Searched { get; private init; } = [];

    /// <summary>The same with what follows from the sources.</summary>
    public ReportData Planned()
    {
        if (StoredSpec.Of(Sources) is not { Launched: var study } specs)
            return this;
        var plan = StudyPlanner.Plan(study, specs.Extensions);
        return this with
        {
            Plan = PlanSummary.Of(specs.Whole, plan),
            Study = specs.Whole,
            SeedsOf = plan.Trials.GroupBy(trial => trial.Experiment, StringComparer.Ordinal)
                .ToImmutableDictionary(experiment => experiment.Key, experiment => experiment.Select(trial => trial.Spec.Seed).Distinct().Count(), StringComparer.Ordinal),
            Trees = PlanTree.Of(plan, MostStages),
            Seeds = [.. plan.Trials.Select(trial => trial.Spec.Seed).Distinct().Order()],
            Orderings = plan.Trials.DistinctBy(trial => (trial.Experiment, trial.ScheduleName))
                .ToImmutableDictionary(trial => (trial.Experiment, trial.ScheduleName), trial => trial.Spec.Schedule.Ordering),
            Searched =
            [
                .. study.Experiments.Where(experiment => experiment.Search is not null).SelectMany(experiment => experiment.Search!.Grid.Select(schedule => (experiment.Name, schedule))),
                .. Sources.Select(source => source.Step).OfType<JointQP.Studies.Search.SearchStep>().SelectMany(step => step.Schedules.Select(schedule => (step.Experiment, schedule.Name))),
            ],
        };
    }
}
