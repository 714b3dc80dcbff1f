using JointQP.Studies.Analysis;
using JointQP.Studies.Analysis.Statistics;
using JointQP.Studies.Analysis.Verdicts;
using JointQP.Tests.Unit.Studies.Analysis.Statistics;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using static JointQP.Tests.Unit.Studies.Analysis.Verdicts.Sample;

namespace JointQP.Tests.Unit.Studies.Analysis.Verdicts;

public sealed class StudyVerdictTests
{
    /// <summary>The paper's claim, as if it were as clear in five networks of each kind; metrics of another unit do not matter.</summary>
    [Fact]
    public void Of_NetworksThatPreferOppositeOrders_FindsThatTheOrderTurnsWithTheirKind()
    {
        var random = new SplitMix(1);
        var study = StudyAnalysis.Of([.. Many(ref random, 5, NetworkKind.Discriminative, Accuracy, 1.5, 0.01), .. Many(ref random, 5, NetworkKind.Generative, Distance, 1.5, 10)]);

        Assert.True(study.Pooled.Discriminative!.Low > 0);
        Assert.True(study.Pooled.Generative!.High < 0);
        Assert.True(study.Pooled.Interaction!.P < 0.001);
        Assert.StartsWith("The better order depends on the kind of network, and turns with it: ", study.Pooled.InteractionSentence, StringComparison.Ordinal);
        Assert.StartsWith("Over 10 experiments no effect of pruning before quantizing is shown: ", study.Pooled.Sentence, StringComparison.Ordinal);
        Assert.Equal(("non-commutativity", Support.Supported), (study.Hypotheses[0].Name, study.Hypotheses[0].Support));
        Assert.StartsWith("That the order of quantization and pruning matters is supported", study.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_NetworksThatAllPreferOneOrder_PoolsThem()
    {
        var random = new SplitMix(2);
        var study = StudyAnalysis.Of(Many(ref random, 6, NetworkKind.Discriminative, Accuracy, 1, 0.01));

        Assert.StartsWith("Over 6 experiments pruning before quantizing is better by ", study.Pooled.Sentence, StringComparison.Ordinal);
        Assert.Equal(1, study.Pooled.All!.Effect, 0.4);
        Assert.Null(study.Pooled.Interaction);
        Assert.StartsWith("Whether the better order depends on the kind of network cannot be told", study.Pooled.InteractionSentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_ExperimentsThatShowNoDifference_ContradictsThatOrderMatters()
    {
        var random = new SplitMix(3);
        var study = StudyAnalysis.Of(Many(ref random, 4, NetworkKind.Discriminative, Accuracy, 0, 0.001).Select(one => one with { Margin = 0.005 }));

        Assert.All(study.Experiments, one => Assert.Equal(Finding.NoDifference, one.Finding));
        Assert.Equal(Support.Contradicted, study.Hypotheses[0].Support);
        Assert.EndsWith("Of 4 experiments: 4 show that there is none that matters.", study.Sentence, StringComparison.Ordinal);
    }

    /// <summary>By its own effect the smaller would count for more.</summary>
    [Fact]
    public void Of_ExperimentsOfAsManySeeds_WeighsThemAlikeWhateverTheirEffects()
    {
        var study = StudyAnalysis.Of([Pair(Accuracy, 0.001, -0.002, 0.003, -0.001, 0.002), Pair(Accuracy, 0.021, 0.018, 0.023, 0.019, 0.022) with { Name = "two" }]);

        Assert.Equal(study.Experiments.Average(one => one.PruneFirst!.HedgesGz!.Value), study.Pooled.All!.Effect, 1e-9);
    }

    [Fact]
    public void Of_NoExperiment_IsUndecided()
    {
        var study = StudyAnalysis.Of(Array.Empty<ExperimentTrials>());

        Assert.All(study.Hypotheses, one => Assert.Equal(Support.Undecided, one.Support));
        Assert.Null(study.Pooled.All);
    }

    [Fact]
    public void Of_AnExperimentWithoutSpread_IsLeftOutOfThePoolAndCounted()
    {
        var random = new SplitMix(4);
        var study = StudyAnalysis.Of([.. Many(ref random, 3, NetworkKind.Discriminative, Accuracy, 1, 0.01), Pair(Accuracy, 0, 0, 0, 0)]);

        Assert.Equal((3, 1), (study.Pooled.All!.Experiments, study.Pooled.LeftOut));
    }

    /// <summary>Six strengths of pruning against 8 bits: the weaker first is better, by more the further apart the two are.</summary>
    [Theory]
    [InlineData(1, Support.Supported, "Progressive intensity is supported: that the weaker operator should come first is shown (")]
    [InlineData(-1, Support.Contradicted, "Progressive intensity is contradicted: ")]
    public void Of_OperatorsAlone_HoldsProgressiveIntensityAgainstThem(int sign, Support support, string sentence)
    {
        var random = new SplitMix(6);
        List<ExperimentTrials> experiments = [];
        for (var i = 0; i < 6; i++)
        {
            var prune = $"P0.{i + 3}(w)";
            // Quantizing costs 0.05, pruning more, and more from one experiment to the next.
            var (costQ, gap) = (0.05, 0.01 * Math.Pow(1.7, i));
            List<(string, double?[])> rows =
            [
                ("float", Values(ref random, 0.9)), (prune, Values(ref random, 0.9 - costQ - gap)), ("Q8(w)", Values(ref random, 0.9 - costQ)),
                ($"{prune} -> Q8(w)", Values(ref random, 0.7 - (sign * gap / 2))), ($"Q8(w) -> {prune}", Values(ref random, 0.7 + (sign * gap / 2))),
            ];
            experiments.Add(Experiment(Accuracy, [.. rows]));
        }

        var study = StudyAnalysis.Of(experiments);

        var point = study.Experiments[0].Intensity!.Points.Single();
        Assert.Equal("Q8(w) before P0.3(w)", point.Orders);
        Assert.Equal(0.01 / 0.9, point.Gap, 0.01);
        var hypothesis = study.Hypotheses[1];
        Assert.Equal(support, hypothesis.Support);
        Assert.StartsWith(sentence, hypothesis.Sentence, StringComparison.Ordinal);
        Assert.Equal(6, hypothesis.Numbers.Single(one => one.Name == "sets of operators").Value);
    }

    /// <summary>Contrasts of one set of operators depend on each other, so a set is one point.</summary>
    [Fact]
    public void Of_ThreeOperatorsAlone_IsOnePointOfTheirPairs()
    {
        var random = new SplitMix(8);
        var evidence = StudyAnalysis.Of(Experiment(
            Accuracy,
            ("float", Values(ref random, 0.9)), ("P0.5(w)", Values(ref random, 0.8)), ("Q8(w)", Values(ref random, 0.88)), ("Q8(f)", Values(ref random, 0.84)),
            ("P0.5(w) -> Q8(w) -> Q8(f)", Values(ref random, 0.7)), ("Q8(w) -> Q8(f) -> P0.5(w)", Values(ref random, 0.8)))).Intensity!;

        var point = Assert.Single(evidence.Points);
        Assert.Equal("Q8(w) before P0.5(w), Q8(f) before P0.5(w)", point.Orders);
        Assert.Equal((0.08 + 0.04) / 2 / 0.9, point.Gap, 0.01);
        Assert.Equal(0.1, point.Advantage.Mean!.Value, 0.01);
        Assert.Equal(point.Advantage, evidence.WeakerFirst);
    }

    [Fact]
    public void Of_NoOperatorAlone_LeavesProgressiveIntensityUndecided()
    {
        var hypothesis = StudyAnalysis.Of([Pair(Accuracy, 0.1, 0.2, 0.3)]).Hypotheses[1];

        Assert.Equal(Support.Undecided, hypothesis.Support);
        Assert.EndsWith("no experiment trains each of two operators alone beside their orders.", hypothesis.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_TheVerdictsOfExperiments_IsTheSameAsOfTheirTrials()
    {
        var random = new SplitMix(1);
        var experiments = Many(ref random, 3, NetworkKind.Generative, Distance, 1, 10);

        Assert.Equal(Text(StudyAnalysis.Of(experiments)), Text(StudyAnalysis.Of([.. experiments.Select(one => StudyAnalysis.Of(one))])));
    }

    [Fact]
    public void Verdict_OverTheWire_IsTheSame()
    {
        var random = new SplitMix(1);
        using var services = new ServiceCollection().AddSerializer().BuildServiceProvider();
        var serializer = services.GetRequiredService<Serializer>();
        var study = StudyAnalysis.Of(Many(ref random, 3, NetworkKind.Discriminative, Accuracy, 1, 0.01).Select(one => one with { Margin = 0.01 }));

        Assert.Equal(Text(study), Text(serializer.Deserialize<StudyVerdict>(serializer.SerializeToArray(study))));
    }

    private static List<ExperimentTrials> Many(ref SplitMix random, int count, NetworkKind kind, VerdictMetric metric, double effect, double unit)
    {
        List<ExperimentTrials> experiments = [];
        for (var i = 0; i < count; i++)
            experiments.Add(Pair(metric, [.. Draw.Normal(ref random, 10, effect).Select(value => value * unit)]) with { Name = $"{kind}{i}", Kind = kind });
        return experiments;
    }

    private static double?[] Values(ref SplitMix random, double mean) => [.. Draw.Normal(ref random, 8).Select(noise => (double?)(mean + (0.005 * noise)))];
}
