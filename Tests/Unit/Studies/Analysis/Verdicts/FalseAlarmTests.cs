using JointQP.Studies.Analysis;
using JointQP.Studies.Analysis.Statistics;
using JointQP.Studies.Analysis.Verdicts;
using JointQP.Studies.Notation;
using JointQP.Studies.Words;
using static JointQP.Tests.Unit.Studies.Analysis.Verdicts.Sample;

namespace JointQP.Tests.Unit.Studies.Analysis.Verdicts;

/// <summary>Where nothing differs, whatever is reported with a p-value cries wolf no more often than it says.</summary>
public sealed class FalseAlarmTests(ITestOutputHelper output)
{
    private const double Level = 0.05;
    private const double Unit = 0.01;

    private static readonly AnalysisSettings Settings = new() { Resamples = 20, Draws = 199 };

    /// <summary>Orders of three operators, and each of these alone.</summary>
    private static readonly string[] Orderings =
    [
        "float", "P0.5(w,f)", "Q8(w)", "Q8(f)",
        "P0.5(w,f) -> Q8(w) -> Q8(f)", "P0.5(w,f) -> Q8(f) -> Q8(w)", "Q8(w) -> P0.5(w,f) -> Q8(f)",
        "Q8(w) -> Q8(f) -> P0.5(w,f)", "Q8(f) -> P0.5(w,f) -> Q8(w)", "Q8(f) -> Q8(w) -> P0.5(w,f)",
    ];

    [Theory]
    [InlineData(Noise.Normal, 10, 3)]
    [InlineData(Noise.HeavyTailed, 10, 4)]
    [InlineData(Noise.Skewed, 8, 4)]
    [InlineData(Noise.Coarse, 8, 5)]
    public void Of_StudiesWithoutAnyDifference_CriesWolfNoMoreOftenThanItsLevel(Noise noise, int seeds, int ofEachKind)
    {
        var random = new SplitMix(1000 + (int)noise);
        FalseAlarms alarms = new();
        for (var run = 0; run < FalseAlarms.Runs; run++)
            Count(alarms, StudyAnalysis.Of(Study(ref random, noise, seeds, ofEachKind), Settings));

        alarms.AreAtMost(
            Level,
            output,
            "Friedman", "Nemenyi", "Wilcoxon", "all pairs", "group", "growth", "interaction", "non-commutativity", "partial", "pool", "primary contrasts",
            "progressive intensity", "sign flip", "t", "weaker first");
    }

    /// <summary>Two generative networks among many others are what a study begins with, and some have lost half of their seeds.</summary>
    [Theory]
    [InlineData(Noise.Normal, 2, 12)]
    [InlineData(Noise.HeavyTailed, 2, 12)]
    [InlineData(Noise.Skewed, 3, 9)]
    public void Of_GroupsOfUnlikeSizes_CriesWolfNoMoreOftenThanItsLevel(Noise noise, int generative, int discriminative)
    {
        var random = new SplitMix(3000 + (int)noise);
        FalseAlarms alarms = new();
        for (var run = 0; run < 2 * FalseAlarms.Runs; run++)
        {
            List<ExperimentTrials> study = [];
            for (var i = 0; i < generative + discriminative; i++)
            {
                var seeds = i % 2 == 0 ? 6 : 12;
                var trials = Experiment(Accuracy, (PruneFirst, Values(ref random, noise, seeds, 0)), (QuantizeFirst, Values(ref random, noise, seeds, 0)));
                study.Add(trials with { Name = $"e{i}", Kind = i < generative ? NetworkKind.Generative : NetworkKind.Discriminative });
            }

            var verdict = StudyAnalysis.Of(study, Settings);
            alarms.Count("pool", verdict.Pooled.All?.P, Level);
            alarms.Count("group", verdict.Pooled.Discriminative?.P, Level);
            alarms.Count("interaction", verdict.Pooled.Interaction?.P, Level);
            alarms.Count("non-commutativity", verdict.Hypotheses[0].Support == Support.Supported);
        }

        alarms.AreAtMost(Level, output, "group", "interaction", "non-commutativity", "pool");
    }

    /// <summary>More seeds than sign patterns can be counted of, or ranks be tabled for.</summary>
    [Theory]
    [InlineData(Noise.Normal)]
    [InlineData(Noise.Coarse)]
    public void Of_ManySeeds_CriesWolfNoMoreOftenThanItsLevel(Noise noise)
    {
        var random = new SplitMix(4000 + (int)noise);
        FalseAlarms alarms = new();
        for (var run = 0; run < 2 * FalseAlarms.Runs; run++)
        {
            var result = StudyAnalysis.Of(Experiment(Accuracy, (PruneFirst, Values(ref random, noise, 40, 0)), (QuantizeFirst, Values(ref random, noise, 40, 0))), Settings).Primary.Single().Result;
            alarms.Count("sign flip", result.SignFlipP, Level);
            alarms.Count("t", result.TTestP, Level);
            alarms.Count("Wilcoxon", result.WilcoxonP, Level);
        }

        alarms.AreAtMost(Level, output, "Wilcoxon", "sign flip", "t");
    }

    /// <summary>Over a plane of onsets, the orders at any of its points.</summary>
    [Theory]
    [InlineData(Noise.Normal)]
    [InlineData(Noise.Skewed)]
    public void Of_PlanesWithoutAnyDifference_CriesWolfNoMoreOftenThanItsLevel(Noise noise)
    {
        var random = new SplitMix(5000 + (int)noise);
        FalseAlarms alarms = new();
        for (var run = 0; run < FalseAlarms.Runs; run++)
        {
            Dictionary<string, Schedule> schedules = [];
            List<TrialOutcome> trials = [];
            foreach (var (first, second) in new[] { (10L, 20L), (10L, 30L), (20L, 30L) })
            {
                foreach (var ordering in new[] { PruneFirst, QuantizeFirst })
                {
                    var label = $"{ordering}/{first}/{second}";
                    schedules.Add(label, Schedules.Of(ordering, new CompressionSettings { RampInterval = 1, RampTimes = 1, FeatureDelay = 0 }, [first, second]));
                    trials.AddRange(Trials(label, ordering, Accuracy, Values(ref random, noise, 10, 0)));
                }
            }

            var plane = StudyAnalysis.Of(new ExperimentTrials("one", NetworkKind.Discriminative, Accuracy, trials) { Schedules = schedules }, Settings).Operators.Single().Plane!;
            alarms.Count("onsets", plane.Advantages.Min(one => one.AdjustedP), Level);
            Assert.Equal(3, plane.Advantages.Length);
        }

        alarms.AreAtMost(Level, output, "onsets");
    }

    /// <summary>Six contrasts, each of which lies at the margin: that any of them is told to lie inside is one family.</summary>
    [Theory]
    [InlineData(Noise.Normal, 10)]
    [InlineData(Noise.Coarse, 8)]
    public void Of_SeveralContrastsAtTheMargin_ShowsNoneInsideMoreOftenThanItsLevel(Noise noise, int seeds)
    {
        var random = new SplitMix(6000 + (int)noise);
        FalseAlarms alarms = new();
        for (var run = 0; run < FalseAlarms.Runs; run++)
        {
            const double Margin = 5 * Unit;
            List<(string, double?[])> rows = [];
            for (var set = 3; set < 9; set++)
            {
                rows.Add(($"P0.{set}(w) -> Q8(w)", Values(ref random, noise, seeds, Margin)));
                rows.Add(($"Q8(w) -> P0.{set}(w)", Values(ref random, noise, seeds, 0)));
            }

            var verdict = StudyAnalysis.Of(Experiment(Accuracy, [.. rows]) with { Margin = Margin }, Settings);
            alarms.Count("equivalence, Holm", verdict.Primary.Min(one => one.AdjustedEquivalenceP), Level);
            alarms.Count("no difference", verdict.Finding == Finding.NoDifference);
        }

        alarms.AreAtMost(Level, output, "equivalence, Holm", "no difference");
    }

    [Theory]
    [InlineData(Noise.Normal, 10)]
    [InlineData(Noise.HeavyTailed, 10)]
    [InlineData(Noise.Skewed, 8)]
    [InlineData(Noise.Coarse, 8)]
    public void Of_DifferencesAtTheMargin_ShowsNoEquivalenceMoreOftenThanItsLevel(Noise noise, int seeds)
    {
        var random = new SplitMix(2000 + (int)noise);
        FalseAlarms alarms = new();
        for (var run = 0; run < 2 * FalseAlarms.Runs; run++)
        {
            // Wide enough for the other end not to matter: then the test is at its level.
            const double Margin = 5 * Unit;
            var (one, other) = (Values(ref random, noise, seeds, run % 2 == 0 ? Margin : -Margin), Values(ref random, noise, seeds, 0));
            var verdict = StudyAnalysis.Of(Experiment(Accuracy, (PruneFirst, one), (QuantizeFirst, other)) with { Margin = Margin }, Settings);
            alarms.Count("equivalence", verdict.Primary.Single().Result.EquivalenceP, Level);
            alarms.Count("no difference", verdict.Finding == Finding.NoDifference);
        }

        alarms.AreAtMost(Level, output, "equivalence", "no difference");
    }

    private static void Count(FalseAlarms alarms, StudyVerdict study)
    {
        foreach (var experiment in study.Experiments)
        {
            var operators = experiment.Operators.Single();
            var first = operators.Primary[0];
            alarms.Count("sign flip", first.Result.SignFlipP, Level);
            alarms.Count("t", first.Result.TTestP, Level);
            alarms.Count("Wilcoxon", first.Result.WilcoxonP, Level);
            alarms.Count("partial", first.Partial!.SignFlipP, Level);
            alarms.Count("primary contrasts", experiment.Finding == Finding.Difference);
            alarms.Count("all pairs", operators.Secondary.Min(one => one.AdjustedP), Level);
            alarms.Count("Friedman", operators.Ranking!.P, Level);
            alarms.Count("Nemenyi", operators.Ranking.MeanRanks.Max() - operators.Ranking.MeanRanks.Min() > operators.Ranking.CriticalDifference);
        }

        alarms.Count("pool", study.Pooled.All?.P, Level);
        alarms.Count("group", study.Pooled.Generative?.P, Level);
        alarms.Count("interaction", study.Pooled.Interaction?.P, Level);
        alarms.Count("non-commutativity", study.Hypotheses[0].Support == Support.Supported);
        alarms.Count("progressive intensity", study.Hypotheses[1].Support != Support.Undecided);
        alarms.Count("weaker first", Number(study.Hypotheses[1], "p of weaker first"), Level);
        alarms.Count("growth", Number(study.Hypotheses[1], "p of tau"), Level);
    }

    private static double? Number(Hypothesis hypothesis, string name) => hypothesis.Numbers.Single(one => one.Name == name).Value;

    private static List<ExperimentTrials> Study(ref SplitMix random, Noise noise, int seeds, int ofEachKind)
    {
        List<ExperimentTrials> study = [];
        for (var i = 0; i < 2 * ofEachKind; i++)
        {
            var metric = i % 3 == 0 ? Distance : Accuracy;
            List<(string, double?[])> rows = [];
            foreach (var ordering in Orderings)
                rows.Add((ordering, Values(ref random, noise, seeds, 0)));
            study.Add(Experiment(metric, [.. rows]) with { Name = $"e{i}", Kind = i < ofEachKind ? NetworkKind.Discriminative : NetworkKind.Generative });
        }

        return study;
    }

    private static double?[] Values(ref SplitMix random, Noise noise, int seeds, double mean)
    {
        var values = new double?[seeds];
        for (var seed = 0; seed < seeds; seed++)
            values[seed] = 0.8 + (0.005 * seed) + mean + (Unit * noise.Next(ref random));
        return values;
    }
}
