using CsCheck;
using JointQP.Studies.Analysis.Statistics;
using JointQP.Studies.Analysis.Verdicts;
using JointQP.Tests.Unit.Studies.Analysis.Statistics;
using static JointQP.Tests.Unit.Studies.Analysis.Verdicts.Sample;

namespace JointQP.Tests.Unit.Studies.Analysis.Verdicts;

public sealed class ExperimentVerdictTests
{
    private static readonly double[] Clear = [0.010, 0.012, 0.014, 0.009, 0.013, 0.011];

    [Fact]
    public void Of_TwoOrdersThatDiffer_SaysWhichIsBetterByHowMuchAndHowSure()
    {
        var verdict = StudyAnalysis.Of(Pair(Accuracy, Clear));

        var contrast = Assert.Single(verdict.Primary);
        Assert.Equal(("P0.5(w,f)", "Q8(w,f)", true, Finding.Difference), (contrast.First, contrast.Second, contrast.Precedence, contrast.Finding));
        Assert.Equal(0.0115, contrast.Result.Mean!.Value, 1e-12);
        Assert.Equal(2 / 64.0, contrast.AdjustedP);
        Assert.Equal(Finding.Difference, verdict.Finding);
        Assert.Equal(
            "one: P0.5(w,f) before Q8(w,f) is 1.15 percentage points better than after it in test/accuracy (95 % interval 0.95 to 1.35, 6 seeds, p = 0.0313).",
            verdict.Sentence);
        Assert.Equal([1, 0], Assert.Single(verdict.Operators).BestProbability.Select(p => Math.Round(p, 9)));
    }

    [Fact]
    public void Of_AMetricThatShouldBeLow_TurnsTheAdvice()
    {
        var verdict = StudyAnalysis.Of(Pair(Distance, [.. Clear.Select(value => value * 100)]));

        Assert.Equal(
            "one: Q8(w,f) before P0.5(w,f) is 1.15 better than after it in test/fid (95 % interval 0.95 to 1.35, 6 seeds, p = 0.0313).",
            verdict.Sentence);
        Assert.True(verdict.PruneFirst!.Mean < 0);
    }

    [Fact]
    public void Of_TooFewSeeds_IsUndecidedAndSaysHowManyItTakes()
    {
        var verdict = StudyAnalysis.Of(Pair(Accuracy, 0.010, 0.012, 0.014, 0.009, 0.013) with { Margin = 0.001 });

        Assert.Equal(Finding.Undecided, verdict.Finding);
        Assert.Equal(
            "one: undecided, for neither a difference nor its absence is shown: P0.5(w,f) before Q8(w,f) minus after it is 1.16 percentage points of test/accuracy "
            + "(95 % interval 0.90 to 1.42, 5 seeds, p = 0.0625). With 5 seeds no difference can be shown, however large: it takes 6.",
            verdict.Sentence);
    }

    [Fact]
    public void Of_DifferencesAroundZero_IsNoDifferenceOnlyWithAMargin()
    {
        double[] small = [0.001, -0.002, 0.0015, -0.001, 0.0005, 0.001];

        var (without, with) = (StudyAnalysis.Of(Pair(Accuracy, small)), StudyAnalysis.Of(Pair(Accuracy, small) with { Margin = 0.005 }));

        Assert.Equal((Finding.Undecided, Finding.NoDifference), (without.Finding, with.Finding));
        Assert.EndsWith("Without a margin it cannot be shown that there is none.", without.Sentence, StringComparison.Ordinal);
        Assert.StartsWith(
            "one: no difference that matters: P0.5(w,f) before Q8(w,f) minus after it is 0.02 percentage points of test/accuracy, inside the margin of 0.50 percentage points (6 seeds, p = ",
            with.Sentence,
            StringComparison.Ordinal);
    }

    /// <summary>
    /// One point more for orders of even parity, one less for odd: swapping two operators turns the parity, so that every contrast is a mean of as many of these as of those.
    /// </summary>
    private static ExperimentTrials OfParity()
    {
        var random = new SplitMix(5);
        string[] places = ["P0.5(w)", "P0.5(f)", "Q8(w)", "Q8(f)"];
        List<(string, double?[])> orders = [];
        foreach (var order in Permutations([0, 1, 2, 3]))
        {
            var odd = Enumerable.Range(0, 4).Sum(i => Enumerable.Range(i + 1, 3 - i).Count(j => order[i] > order[j])) % 2;
            orders.Add((string.Join(" -> ", order.Select(at => places[at])), [.. Draw.Normal(ref random, 8).Select(noise => (double?)(0.8 + (odd == 0 ? 0.01 : -0.01) + (0.0005 * noise)))]));
        }

        return Experiment(Accuracy, [.. orders]);
    }

    [Fact]
    public void Of_OrdersWhoseDifferencesCancelOutInEveryContrast_DoesNotCallThemAlike()
    {
        var study = StudyAnalysis.Of([OfParity() with { Margin = 0.005 }]);

        var verdict = Assert.Single(study.Experiments);
        Assert.All(verdict.Primary, contrast => Assert.Equal(Finding.NoDifference, contrast.Finding));
        Assert.Equal(Finding.Undecided, verdict.Finding);
        Assert.StartsWith(
            "one: no operator before another makes a difference that matters on average: all 6 contrasts lie inside the margin of 0.50 percentage points of test/accuracy (8 seeds, p ",
            verdict.Sentence,
            StringComparison.Ordinal);
        Assert.Contains("That whole orders are alike is not shown: they do not all rank alike (Friedman, p < 0.0001), and of 276 pairs of them ", verdict.Sentence, StringComparison.Ordinal);
        // Every order ranks as its parity does, which is a difference of order.
        Assert.Equal(Support.Supported, study.Hypotheses[0].Support);
    }

    [Fact]
    public void Of_OrdersThatRankUnlikeInsideTheMargin_SaysBoth()
    {
        var verdict = StudyAnalysis.Of(OfParity() with { Margin = 0.05 });

        Assert.Equal(Finding.NoDifference, verdict.Finding);
        Assert.StartsWith(
            "one: no difference that matters: all 6 contrasts and all 276 pairs of orders lie inside the margin of 5.00 percentage points of test/accuracy (8 seeds, p ",
            verdict.Sentence,
            StringComparison.Ordinal);
        Assert.EndsWith(" Inside it, whole orders do not all rank alike (p < 0.0001 by Friedman's test).", verdict.Sentence, StringComparison.Ordinal);
    }

    /// <summary>Whether all contrasts lie inside the margin is one question; which of them do is as many as there are contrasts.</summary>
    [Fact]
    public void Of_ContrastsInsideTheMargin_CorrectsEachForTheirNumber()
    {
        var random = new SplitMix(9);
        double?[] Values() => [.. Draw.Normal(ref random, 8).Select(noise => (double?)(0.8 + (0.004 * noise)))];
        var trials = Experiment(Accuracy, ("P0.5(w) -> Q8(w) -> Q8(f)", Values()), ("Q8(w) -> Q8(f) -> P0.5(w)", Values()), ("Q8(f) -> P0.5(w) -> Q8(w)", Values()));
        var operators = StudyAnalysis.Of(trials with { Margin = 0.005 }).Operators.Single();

        Assert.Equal(3, operators.Primary.Length);
        Assert.Equal(
            Holm.Adjust([.. operators.Primary.Select(one => one.Result.EquivalenceP)]),
            operators.Primary.Select(one => one.AdjustedEquivalenceP));
        Assert.Contains(operators.Primary.Concat(operators.Secondary), one => one.Result.EquivalenceP <= 0.05 && one.AdjustedEquivalenceP > 0.05 && one.Finding != Finding.NoDifference);
    }

    [Fact]
    public void Of_ASureDifferenceInsideTheMargin_SaysBoth()
    {
        var verdict = StudyAnalysis.Of(Pair(Accuracy, Clear) with { Margin = 0.05 });

        Assert.Equal(Finding.Difference, verdict.Finding);
        Assert.EndsWith("p = 0.0313), yet by less than the margin of 5.00 percentage points.", verdict.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_OrdersThatAreEqualInEverySeed_IsNoDifference()
    {
        var verdict = StudyAnalysis.Of(Pair(Accuracy, 0, 0, 0, 0, 0) with { Margin = 0.001 });

        Assert.Equal(Finding.NoDifference, verdict.Finding);
        Assert.Null(verdict.PruneFirst!.HedgesGz);
    }

    [Fact]
    public void Of_ATrainingThatDiverged_IsNotCompared()
    {
        var verdict = StudyAnalysis.Of(Pair(Accuracy, 0.01, double.NaN, 0.01));

        Assert.Equal(Finding.NotFinite, verdict.Finding);
        Assert.Equal("one: the orders cannot be compared: test/accuracy of a trial is not a finite number.", verdict.Sentence);
        Assert.Empty(Assert.Single(verdict.Operators).BestProbability);
    }

    [Fact]
    public void Of_SeedsThatOneHasNotFinished_LeavesThemOutAndCountsThem()
    {
        var result = Assert.Single(StudyAnalysis.Of(Experiment(Accuracy, (PruneFirst, [0.9, null, 0.8, 0.7]), (QuantizeFirst, [0.8, 0.7, null, 0.5]))).Primary).Result;

        Assert.Equal((2, 2), (result.Pairs, result.Unpaired));
        Assert.Equal(0.15, result.Mean!.Value, 1e-12);
    }

    [Theory]
    [InlineData("one: nothing to compare: it has no two operators in both orders.", PruneFirst)]
    [InlineData("one: nothing to compare yet: no seed has finished both orders.", PruneFirst, QuantizeFirst)]
    public void Of_NothingDone_SaysSo(string sentence, params string[] orderings)
    {
        var verdict = StudyAnalysis.Of(Experiment(Accuracy, [.. orderings.Select(ordering => (ordering, new double?[] { null, null }))]));

        Assert.Equal((Finding.Nothing, sentence), (verdict.Finding, verdict.Sentence));
    }

    [Fact]
    public void Of_AScheduleThatAStopperEnded_ComparesItNot()
    {
        var verdict = StudyAnalysis.Of(new ExperimentTrials("one", NetworkKind.Generative, Accuracy,
        [
            .. Trials("early", PruneFirst, Accuracy, 0.1, 0.2, 0.3).Select(trial => trial with { Stopped = trial.Seed == 2 }),
            .. Trials("late", PruneFirst, Accuracy, 0.7, 0.8, 0.9),
            .. Trials("other", QuantizeFirst, Accuracy, 0.5, 0.6, 0.7),
        ]));

        Assert.Equal(["early"], verdict.Stopped);
        Assert.Equal(0.2, Assert.Single(verdict.Primary).Result.Mean!.Value, 1e-12);
    }

    [Fact]
    public void Of_SeveralSchedulesOfAnOrdering_ComparesTheirMean()
    {
        var verdict = StudyAnalysis.Of(new ExperimentTrials("one", NetworkKind.Generative, Accuracy,
        [
            .. Trials("early", PruneFirst, Accuracy, 0.5, 0.6, 0.7),
            .. Trials("late", PruneFirst, Accuracy, 0.7, null, 0.8),
            .. Trials("other", QuantizeFirst, Accuracy, 0.5, 0.6, 0.5),
        ]));

        var result = Assert.Single(verdict.Primary).Result;
        Assert.Equal((2, 0.175), (result.Pairs, Math.Round(result.Mean!.Value, 12)));
    }

    [Fact]
    public void Of_AnOrderingWrittenInTwoWays_IsOne()
    {
        var operators = Assert.Single(StudyAnalysis.Of(Experiment(
            Accuracy, (PruneFirst, [0.5, 0.6]), ("P0.5(w) = P0.5(f) -> Q8(w,f)", [0.7, 0.8]), (QuantizeFirst, [0.5, 0.5]))).Operators);

        Assert.Equal([PruneFirst, QuantizeFirst], operators.Orderings);
        Assert.Equal(0.15, Assert.Single(operators.Secondary).Result.Mean!.Value, 1e-12);
    }

    [Fact]
    public void Of_TheSameTrialTwice_IsRefused()
    {
        var trials = Pair(Accuracy, 0.1).Trials;
        Assert.Throws<ArgumentException>(() => StudyAnalysis.Of(new ExperimentTrials("one", NetworkKind.Generative, Accuracy, [.. trials, trials[0]])));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Of_AMarginThatIsNone_IsRefused(double margin) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => StudyAnalysis.Of(Pair(Accuracy, 0.1) with { Margin = margin }));

    [Fact]
    public void Of_TrialsInAnyOrder_GivesTheSameBits() =>
        Gen.Select(Gen.Double[0, 1].Array[3, 9], Gen.Int[0, 1000]).Sample((values, shuffle) =>
        {
            var experiment = Pair(Accuracy, values) with { Margin = 0.1 };
            // Schedules keep the order of the plan; what was done first is another matter.
            var turned = experiment with { Trials = [.. experiment.Trials.GroupBy(trial => trial.Schedule).SelectMany(group => group.OrderBy(trial => (trial.Seed * 7919 + shuffle) % 101))] };

            Assert.Equal(Text(StudyAnalysis.Of(experiment)), Text(StudyAnalysis.Of(turned)));
        }, iter: 20);

    private static IEnumerable<int[]> Permutations(int[] items) => items.Length < 2
        ? [items]
        : items.SelectMany(first => Permutations([.. items.Where(item => item != first)]).Select(rest => new[] { first }.Concat(rest).ToArray()));
}
