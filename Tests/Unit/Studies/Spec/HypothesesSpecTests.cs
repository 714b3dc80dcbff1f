using JointQP.Studies.Analysis;
using JointQP.Studies.Analysis.Verdicts;
using JointQP.Studies.Planning;
using JointQP.Studies.Spec;
using JointQP.Tests.Unit.Studies.Analysis.Verdicts;

namespace JointQP.Tests.Unit.Studies.Spec;

public sealed class HypothesesSpecTests
{
    private const string Ask = "    hypotheses: [non-commutativity, progressive-intensity]";

    private const string Pair = """
              - { order: "P0.5(w) -> Q8(w)", onsets: [1 epoch, 4 epochs] }
              - { order: "Q8(w) -> P0.5(w)", onsets: [2 epochs, 5 epochs] }

        """;

    [Fact]
    public void Parse_OfProgressiveIntensity_AddsEachOperatorAloneWhereItComesFirst()
    {
        var study = StudySpecParser.Parse(Spec(Pair + Ask)).Spec!;

        var experiment = study.Experiments[0];
        Assert.Equal(["P0.5(w) -> Q8(w)", "Q8(w) -> P0.5(w)", "P0.5(w)", "Q8(w)"], experiment.Schedules.Select(schedule => schedule.Name));
        Assert.Equal(["P0.5(w)", "Q8(w)"], experiment.Added);
        Assert.Equal([experiment.Schedules[0].Schedule.Onsets[0]], experiment.Schedules[2].Schedule.Onsets);
        Assert.Equal([experiment.Schedules[1].Schedule.Onsets[0]], experiment.Schedules[3].Schedule.Onsets);
        // They share the beginnings of the orders that they were taken from.
        var plan = StudyPlanner.Plan(study);
        Assert.Equal(12, plan.Trials.Length);
        Assert.Equal(plan.Trials[0].Path[0], plan.Trials[2].Path[0]);
        Assert.Equal(["P0.5(w)", "Q8(w)"], PlanSummary.Of(study, plan).Experiments[0].Added);
    }

    [Theory]
    [InlineData("      - { order: Q8(w), onsets: [3 epochs] }\n", "P0.5(w)")]
    [InlineData("      - { order: Q8(w), onsets: [3 epochs], name: mine }\n      - { order: P0.5(w), onsets: [3 epochs] }\n", "")]
    [InlineData("      - { order: P0.5(f), onsets: [3 epochs], name: Q8(w) }\n", "P0.5(w), alone: Q8(w)")]
    public void Parse_WhatIsWrittenAlready_IsNotAddedAgain(string more, string added) =>
        Assert.Equal(added, string.Join(", ", StudySpecParser.Parse(Spec(Pair + more + Ask)).Spec!.Experiments[0].Added));

    [Theory]
    [InlineData("")]
    [InlineData("    hypotheses: [non-commutativity]")]
    public void Parse_WhereItIsNotAsked_AddsNothing(string rest)
    {
        var experiment = StudySpecParser.Parse(Spec(Pair + rest)).Spec!.Experiments[0];

        Assert.Empty(experiment.Added);
        Assert.Equal(2, experiment.Schedules.Length);
    }

    [Theory]
    [InlineData(Pair + "    hypotheses: [progressive]", "unknown hypothesis 'progressive'; allowed: non-commutativity, progressive-intensity")]
    [InlineData("      - float\n" + Ask, "progressive-intensity compares orders, and the experiment has no two operators in both; allowed: both orders of two operators among its schedules, outside a search")]
    [InlineData(Pair + "    stopper: { rule: median, rungs: [1 epoch], pairs: apart }\n" + Ask, "progressive-intensity trains operators alone, and a stopper would end their orders because less compression is better; allowed: one of the two")]
    public void Parse_WhatCannotBeAsked_SaysWhy(string rest, string problem) =>
        Assert.Equal(problem, Assert.Single(StudySpecParser.Parse(Spec(rest)).Problems).Message);

    [Fact]
    public void Of_TheTrialsOfSuchAStudy_JudgesTheHypothesis()
    {
        var study = StudySpecParser.Parse(Spec(Pair + Ask)).Spec!;
        var trials = StudyPlanner.Plan(study).Trials.Select(trial => new TrialOutcome(
            trial.ScheduleName, trial.Spec.Schedule.Ordering, trial.Spec.Seed, new Dictionary<string, double> { ["test/accuracy"] = Value(trial.ScheduleName) + (0.001 * trial.Spec.Seed) }));

        var evidence = StudyAnalysis.Of(new ExperimentTrials("e", NetworkKind.Discriminative, Sample.Accuracy, [.. trials])).Intensity!;

        // Quantization costs less alone, and first it is better by a point.
        Assert.Equal("Q8(w) before P0.5(w)", Assert.Single(evidence.Points).Orders);
        Assert.Equal(0.01, evidence.WeakerFirst.Mean!.Value, 1e-9);

        static double Value(string schedule) => schedule switch { "P0.5(w)" => 0.80, "Q8(w)" => 0.86, "Q8(w) -> P0.5(w)" => 0.79, _ => 0.78 };
    }

    private static string Spec(string schedules) => $"""
        name: s
        seeds: 3
        experiments:
          - name: e
            dataset: fashion-mnist
            samples: {"{ train: 2560, validation: 100, test: 200 }"}
            network: convnet
            training: {"{ epochs: 10, batch: 64 }"}
            schedules:
        {schedules}
        """;
}
