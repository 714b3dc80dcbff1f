using JointQP.Studies.Analysis;
using JointQP.Studies.Analysis.Comparisons;
using JointQP.Studies.Analysis.Verdicts;
using JointQP.Studies.Planning;
using JointQP.Studies.Spec;

namespace JointQP.Tests.Unit.Studies.Analysis.Comparisons;

/// <summary>Made-up studies that are held against each other.</summary>
internal static class ComparisonSamples
{
    public static readonly VerdictMetric Accuracy = new("test/accuracy", HigherIsBetter: true, IsFraction: true);

    /// <summary>A spec with one experiment of both orders.</summary>
    public static string SpecText(
        string name = "a", int seeds = 6, string network = "convnet", int epochs = 4, string experiment = "fashion", string onset = "3 epochs", string compression = "{ ramp: { every: 4 steps, times: 4 } }") =>
        $"""
        name: {name}
        seeds: {seeds}
        experiments:
          - name: {experiment}
            dataset: fashion-mnist-sample
            samples: {"{ train: 512, validation: 128, test: 256 }"}
            network: {network}
            training: {$"{{ epochs: {epochs}, batch: 32 }}"}
            compression: {compression}
            schedules:
              - float
              - order: P0.5(w,f) -> Q8(w,f)
                onsets: [1 epoch, {onset}]
              - order: Q8(w,f) -> P0.5(w,f)
                onsets: [1 epoch, 2 epochs]

        """;

    /// <summary>The study of a spec whose trials measured this; null for one that is not done.</summary>
    public static ComparedStudy Of(string spec, Func<PlannedTrial, double?> value, string? hash = null, VerdictMetric? metric = null, double bytes = 1000)
    {
        metric ??= Accuracy;
        var parsed = StudySpecParser.Parse(spec);
        Assert.True(parsed.Spec is not null, string.Join("; ", parsed.Problems));
        var trials = StudyPlanner.Plan(parsed.Spec).Trials.ToLookup(trial => trial.Experiment, StringComparer.Ordinal);
        return new(parsed.Spec.Name,
        [
            .. parsed.Spec.Experiments.Select(experiment => new ExperimentTrials(experiment.Name, experiment.Kind, metric, [.. trials[experiment.Name].Select(trial => Outcome(trial, value(trial)))])
            {
                Schedules = experiment.Schedules.ToDictionary(schedule => schedule.Name, schedule => schedule.Schedule, StringComparer.Ordinal),
            }),
        ])
        { Spec = parsed.Spec, ResultHash = hash };

        TrialOutcome Outcome(PlannedTrial trial, double? measured) => new(
            trial.ScheduleName,
            trial.Spec.Schedule.Ordering,
            trial.Spec.Seed,
            measured is { } known ? new Dictionary<string, double> { [metric.Name] = known, ["bytes/weights"] = bytes, ["bytes/features"] = 10 } : []);
    }

    /// <summary>Pruning first is better by a point; seeds differ.</summary>
    public static double? Usual(PlannedTrial trial) =>
        0.84 + (Math.Sin(trial.Spec.Seed) * 0.01) + (Math.Sin((trial.Spec.Seed * 12.9898) + trial.Index) * 0.001) + (trial.ScheduleName.StartsWith('P') ? 0.01 : 0) + (trial.ScheduleName == "float" ? 0.03 : 0);
}
