using JointQP.Studies.Analysis.Statistics;
using JointQP.Studies.Analysis.Verdicts;
using JointQP.Studies.Notation;
using JointQP.Studies.Space;
using JointQP.Studies.Words;
using JointQP.Tests.Unit.Studies.Analysis.Statistics;
using static JointQP.Tests.Unit.Studies.Analysis.Verdicts.Sample;

namespace JointQP.Tests.Unit.Studies.Analysis.Verdicts;

public sealed class PrecedenceTests
{
    private static readonly Term[] Four =
    [
        new(OperatorKind.Prune, 0.5, Target.Weights), new(OperatorKind.Prune, 0.5, Target.Features),
        new(OperatorKind.Quantize, 8, Target.Weights), new(OperatorKind.Quantize, 8, Target.Features),
    ];

    [Fact]
    public void Of_AllOrdersOfFourOperators_HasSixContrastsOfTwelveAgainstTwelve()
    {
        var contrasts = Precedence.Of([.. OrderingSpace.Of([.. Four], ties: false)]).ToList();

        Assert.Equal(
            ["P0.5(w) P0.5(f)", "P0.5(w) Q8(w)", "P0.5(w) Q8(f)", "P0.5(f) Q8(w)", "P0.5(f) Q8(f)", "Q8(w) Q8(f)"],
            contrasts.Select(one => $"{one.First.Text} {one.Second.Text}"));
        Assert.All(contrasts, one => Assert.Equal((12, 12), (one.Before.Length, one.After.Length)));
    }

    [Fact]
    public void Of_WhatAlwaysStartsTogether_IsOneOperator()
    {
        var contrast = Assert.Single(Precedence.Of([Ordering.Parse("P0.5(w,f) -> Q8(w,f)"), Ordering.Parse("Q8(w) = Q8(f) -> P0.5(f) = P0.5(w)")]));

        Assert.Equal(("P0.5(w,f)", "Q8(w,f)"), (contrast.First.Text, contrast.Second.Text));
        Assert.Equal("Q8(w) Q8(f)", contrast.Second.Operators);
        Assert.Equal((OperatorKind?)OperatorKind.Prune, contrast.First.Kind);
    }

    [Fact]
    public void Of_AnOrderThatIsNeverTurned_IsNoContrast() =>
        Assert.Equal(
            ["P0.5(w,f) Q8(w)", "P0.5(w,f) Q8(f)"],
            Precedence.Of([Ordering.Parse("P0.5(w,f) -> Q8(w) -> Q8(f)"), Ordering.Parse("Q8(w) -> P0.5(w,f) -> Q8(f)"), Ordering.Parse("Q8(w) -> Q8(f) -> P0.5(w,f)")])
                .Select(one => $"{one.First.Text} {one.Second.Text}"));

    [Fact]
    public void Of_ATie_IsOnNeitherSide()
    {
        var contrast = Assert.Single(Precedence.Of([Ordering.Parse("P0.5(w) = Q8(w)"), Ordering.Parse("Q8(w) -> P0.5(w)"), Ordering.Parse("P0.5(w) -> Q8(w)")]));

        Assert.Equal([2], contrast.Before);
        Assert.Equal([1], contrast.After);
    }

    /// <summary>Only P(w) before Q(f) matters. It is found in eight seeds, for its family is of six; what shares an operator with it shows a third of it.</summary>
    [Fact]
    public void Judge_OfAll24Orders_FindsTheContrastThatMatters()
    {
        var random = new SplitMix(5);
        var verdict = StudyAnalysis.Of(TwentyFour(ref random, seeds: 8, effect: 0.02));

        Assert.Equal(Finding.Difference, verdict.Finding);
        Assert.Equal([1 / 3.0, 1 / 3.0, 1, 0, 1 / 3.0, 1 / 3.0], verdict.Primary.Select(one => one.Result.Mean!.Value / 0.02), (a, b) => Math.Abs(a - b) < 0.1);
        Assert.Equal([0, 0, 1, 0, 0, 0], verdict.Primary.Select(one => one.Partial!.Mean!.Value / 0.02), (a, b) => Math.Abs(a - b) < 0.1);
        Assert.Equal(6 * 2 / 256.0, verdict.Primary.Min(one => one.AdjustedP));
        Assert.StartsWith("one: order matters in 5 of 6 contrasts: P0.5(w) before Q8(f) is ", verdict.Sentence, StringComparison.Ordinal);

        var operators = Assert.Single(verdict.Operators);
        Assert.Equal((24, 24 * 23 / 2), (operators.Orderings.Length, operators.Secondary.Length));
        Assert.All(operators.Secondary, one => Assert.False(one.Precedence));
        Assert.True(operators.Ranking!.P < 0.01);
        Assert.Equal(8, operators.Ranking.Seeds);
        Assert.Equal(1, operators.BestProbability.Sum(), 1e-9);
        Assert.Equal(0.02 / 2, verdict.PruneFirst!.Mean!.Value, 0.002);
    }

    [Fact]
    public void Judge_OfAll24OrdersInFewSeeds_SaysThatItTakesEight()
    {
        var random = new SplitMix(5);
        var verdict = StudyAnalysis.Of(TwentyFour(ref random, seeds: 5, effect: 0.02));

        Assert.Equal(Finding.Undecided, verdict.Finding);
        Assert.Contains("of 6 contrasts the clearest is that P0.5(w) before Q8(f)", verdict.Sentence, StringComparison.Ordinal);
        Assert.Contains("With 5 seeds no contrast can be shown, however large: it takes 8.", verdict.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_OfOrderingsThatCannotTellContrastsApart_AreNone()
    {
        Ordering[] two = [Ordering.Parse("P0.5(w) -> Q8(w) -> Q8(f)"), Ordering.Parse("Q8(f) -> Q8(w) -> P0.5(w)")];
        var contrasts = Precedence.Of(two).ToList();

        Assert.Equal(3, contrasts.Count);
        Assert.Null(PartialEffects.Weights(contrasts, two.Length));
    }

    private static ExperimentTrials TwentyFour(ref SplitMix random, int seeds, double effect)
    {
        List<(string, double?[])> rows = [];
        foreach (var ordering in OrderingSpace.Of([.. Four], ties: false))
        {
            var gain = OrderingSpace.PlaceOf(ordering, Four[0]) < OrderingSpace.PlaceOf(ordering, Four[3]) ? effect : 0;
            rows.Add((ordering.ToString(), [.. Draw.Normal(ref random, seeds).Select(noise => (double?)(0.8 + gain + (0.002 * noise)))]));
        }

        return Experiment(Accuracy, [.. rows]);
    }
}
