using System.Collections.Immutable;
using JointQP.Client.Reports;
using JointQP.Grains.Interfaces.Experiments;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Studies.Analysis;
using JointQP.Studies.Analysis.Layers;
using JointQP.Studies.Analysis.Verdicts;
using JointQP.Studies.Files;
using JointQP.Studies.Planning;
using JointQP.Studies.Results;
using JointQP.Studies.Spec;
using JointQP.Studies.Stages;

namespace JointQP.Tests.Unit.Client.Reports;

/// <summary>Reports of made-up studies: what a cluster would answer about the plan of a spec whose trials measured this and that.</summary>
internal static class ReportSamples
{
    public static readonly VerdictMetric Accuracy = new("test/accuracy", HigherIsBetter: true, IsFraction: true);
    public static readonly VerdictMetric Loss = new("test/loss", HigherIsBetter: false, IsFraction: false);

    public const string Pair =
        """
              - float
              - order: Q8(w,f)
                onsets: [2 epochs]
              - order: P0.5(w,f)
                onsets: [2 epochs]
              - order: P0.5(w,f) -> Q8(w,f)
                onsets: [1 epoch, 3 epochs]
              - order: Q8(w,f) -> P0.5(w,f)
                onsets: [1 epoch, 2 epochs]
        """;

    /// <summary>Every order of four operators.</summary>
    public const string Orders =
        """
              - orderings: permutations
                of: [P0.5(w), P0.5(f), Q8(w), Q8(f)]
                onsets: { equally-spaced: { from: 10%, to: 60% } }
        """;

    /// <summary>Both orders of two operators over a grid of onsets.</summary>
    public const string Plane =
        """
              - float
              - orderings: all
                of: ["P0.5(w,f)", "Q8(w,f)"]
                onsets: { grid: { P: [10%, 25%, 40%, 60%], Q: [10%, 25%, 40%, 60%] } }
        """;

    /// <summary>A spec of experiments with these schedules each.</summary>
    public static string Spec(int seeds, params IEnumerable<string> schedules) => $"name: sample\nseeds: {seeds}\n\nexperiments:\n" + string.Join('\n', schedules.Select((text, at) =>
        $"""
          - name: experiment-{at + 1}
            dataset: fashion-mnist-sample
            samples: {"{ train: 512, validation: 128, test: 256 }"}
            network: convnet
            training: {"{ epochs: 4, batch: 32 }"}
            compression: {"{ ramp: { every: 4 steps, times: 4 } }"}
            schedules:
        {text}
        """)) + "\n";

    /// <summary>A study with all that a report can show.</summary>
    public static ReportData Full() => Of(Spec(6, Pair, Orders, Plane), Usual);

    /// <summary>A study of 1,000 experiments, each of 10 schedules with 10 seeds; made once, for it takes seconds.</summary>
    public static Lazy<ReportData> Large { get; } = new(() => Of(
        Spec(10, Enumerable.Repeat(Pair + "\n" + string.Join('\n', Enumerable.Range(1, 5).Select(at => $"      - order: P0.{at}(w) -> Q{at + 2}(w)\n        onsets: [1 epoch, 3 epochs]")), 1000)),
        Usual,
        resamples: 10));

    /// <summary>Writes a page into the folder that JOINTQP_KEEP_REPORTS names, for people who want to look at it.</summary>
    public static void Keep(string name, string page)
    {
        if (Environment.GetEnvironmentVariable("JOINTQP_KEEP_REPORTS") is { Length: > 0 } folder)
            File.WriteAllText(Path.Combine(folder, $"{name}.html"), page);
    }

    /// <summary>An accuracy: pruning first is better by a point or so, and seeds differ.</summary>
    public static double? Usual(PlannedTrial trial)
    {
        var ordering = trial.Spec.Schedule.Ordering;
        var place = trial.Spec.Schedule.Onsets.Sum(onset => onset.Start) / 400.0;
        var noise = Math.Sin((trial.Spec.Seed * 12.9898) + (trial.Index * 0.7)) * 0.004;
        return 0.84 + (Math.Sin(trial.Spec.Seed) * 0.01) + (ordering.StartsWith('P') ? 0.012 : 0) - (ordering == "float" ? -0.03 : 0) + (Math.Sin(place * 5) * 0.008) + noise;
    }

    /// <summary>What a report of this study is made of.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="value">What a trial measured; null while it is not done.</param>
    public static ReportData Of(
        string spec, Func<PlannedTrial, double?> value, VerdictMetric? metric = null, StudyPhase phase = StudyPhase.Completed, Func<PlannedTrial, bool>? failed = null, double? margin = null,
        int resamples = 500, ImmutableArray<FileContent>? files = null)
    {
        metric ??= Accuracy;
        var parsed = StudySpecParser.Parse(spec);
        Assert.True(parsed.Spec is not null, string.Join("; ", parsed.Problems));
        var plan = StudyPlanner.Plan(parsed.Spec);
        var trials = plan.Trials.GroupBy(trial => trial.Experiment, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Select(trial => (Trial: trial, Value: failed?.Invoke(trial) == true ? null : value(trial))).ToList(), StringComparer.Ordinal);
        var results = parsed.Spec.Experiments.Select(experiment => Result(experiment.Name, metric, trials[experiment.Name], failed)).ToImmutableArray();
        var settings = new AnalysisSettings { Resamples = resamples, Draws = 999 };
        var verdict = StudyAnalysis.Of(parsed.Spec.Experiments.Select(experiment => new ExperimentTrials(experiment.Name, experiment.Kind, metric, [.. trials[experiment.Name].Select(one => Outcome(one.Trial, one.Value, metric))])
        {
            Margin = margin,
            Sequential = parsed.Spec.Sequential?.Experiment == experiment.Name ? parsed.Spec.Sequential : null,
            Schedules = trials[experiment.Name].Select(one => one.Trial).DistinctBy(trial => trial.ScheduleName).ToDictionary(trial => trial.ScheduleName, trial => trial.Spec.Schedule, StringComparer.Ordinal),
        }), settings);
        var done = results.SelectMany(result => result.Trials).Count(trial => !trial.Final.IsEmpty);
        return new ReportData
        {
            Results = new StudyResults(
                new StudyStatus
                {
                    Name = parsed.Spec.Name,
                    Phase = phase,
                    LaunchedAt = Recorded.Start,
                    EndedAt = phase == StudyPhase.Completed ? Recorded.Start.AddHours(3) : null,
                    Stages = ImmutableSortedDictionary<string, int>.Empty,
                    Trials = plan.Trials.Length,
                    TrialsDone = done,
                    TrialsFailed = failed is null ? 0 : plan.Trials.Count(failed),
                    Steps = 1000,
                    StepsDone = 1000,
                    Problems = failed is null ? [] : ["Training diverged at step 12: its loss is NaN & <b>bold</b>."],
                },
                results,
                done == plan.Trials.Length ? new string('7', 64) : null),
            Verdict = verdict,
            Request = new VerdictRequest(),
            Sources = [new StudySource(spec, files ?? [])],
            Curves = [.. parsed.Spec.Experiments.Select(experiment => Pulse(experiment.Name, metric, trials[experiment.Name]))],
            Layers = [.. parsed.Spec.Experiments.Take(ReportLimits.Figures).Select(experiment => Measured(experiment.Name, trials[experiment.Name].Where(one => one.Value is not null).Select(one => one.Trial)))],
            Version = "1.2.3",
            MadeAt = Recorded.Start.AddDays(1),
        }.Planned();
    }

    /// <summary>Places of a network, each with what orders of both operators would have measured there.</summary>
    private static ExperimentLayers Measured(string name, IEnumerable<PlannedTrial> trials) => ExperimentLayers.Of(name, trials
        .Where(trial => trial.Spec.Schedule.Onsets.Select(onset => onset.Kind).Distinct().Count() == 2).Take(200)
        .Select(trial => new LayerTrial(trial.ScheduleName, trial.Spec.Schedule.Ordering,
        [
            .. new[] { "conv1.weight", "norm1.features", "conv2.weight", "norm2.features", "linear1.weight", "norm3.features", "linear2.weight" }.Index().SelectMany(site => new MetricPoint[]
            {
                new(1, 20, LayerMeasure.MetricOf(site.Item, LayerMeasure.PrunedEnergy), 0.05),
                new(2, 40, LayerMeasure.MetricOf(site.Item, LayerMeasure.Commutator), 0.02 * (site.Index + 1) * (1 + (Math.Sin(trial.Index) * 0.3))),
                new(2, 40, LayerMeasure.MetricOf(site.Item, LayerMeasure.MaskOverlap), 0.97),
            }),
        ])));

    private static ExperimentResult Result(string name, VerdictMetric metric, List<(PlannedTrial Trial, double? Value)> trials, Func<PlannedTrial, bool>? failed)
    {
        var outcomes = trials.ConvertAll(one => Outcome(one.Trial, one.Value, metric));
        return new(
            name,
            metric.Name,
            metric.HigherIsBetter,
            [
                .. trials.Zip(outcomes, (one, outcome) => new TrialResult
                {
                    Index = one.Trial.Index,
                    Schedule = one.Trial.ScheduleName,
                    Seed = one.Trial.Spec.Seed,
                    Key = "",
                    Status = failed?.Invoke(one.Trial) == true ? StageStatus.Failed : one.Value is null ? StageStatus.Leased : StageStatus.Committed,
                    Final = outcome.Metrics.ToImmutableSortedDictionary(StringComparer.Ordinal),
                }),
            ],
            ExperimentAnalysis.Summarize(outcomes, metric),
            []);
    }

    private static TrialOutcome Outcome(PlannedTrial trial, double? value, VerdictMetric metric)
    {
        Dictionary<string, double> metrics = new(StringComparer.Ordinal);
        if (value is { } known)
        {
            var bits = trial.Spec.Schedule.Onsets.Any(onset => onset.Kind == JointQP.Studies.Words.OperatorKind.Quantize) ? 8 : 32;
            var kept = trial.Spec.Schedule.Onsets.Any(onset => onset.Kind == JointQP.Studies.Words.OperatorKind.Prune) ? 0.5 : 1;
            (metrics[metric.Name], metrics[ExperimentAnalysis.WeightBytes], metrics[ExperimentAnalysis.FeatureBytes]) = (known, 55_000 * kept * bits / 8, 12_000 * kept * bits / 8);
        }

        return new(trial.ScheduleName, trial.Spec.Schedule.Ordering, trial.Spec.Seed, metrics);
    }

    private static ExperimentPulse Pulse(string name, VerdictMetric metric, List<(PlannedTrial Trial, double? Value)> trials) => new()
    {
        Experiment = name,
        Metric = metric.Name,
        CurveMetric = metric.OnValidation,
        Schedules =
        [
            .. trials.GroupBy(one => one.Trial.ScheduleName, StringComparer.Ordinal).Select(group =>
            {
                var (trial, value) = group.First();
                return new SchedulePulse
                {
                    Schedule = group.Key,
                    Running = 0,
                    Steps = trial.Spec.TotalSteps,
                    Onsets = trial.Spec.Schedule.Onsets,
                    Final = Interval.Of([.. group.Select(one => one.Value).OfType<double>()]),
                    Curve = value is { } end
                        ? [.. Enumerable.Range(1, 16).Select(at => new CurvePoint(at * trial.Spec.TotalSteps / 16, end - (0.3 / (at + 1)), group.Count()))]
                        : [],
                };
            }),
        ],
    };
}
