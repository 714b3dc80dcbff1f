using JointQP.Grains.Interfaces.Studies;
using JointQP.Studies.Analysis;
using JointQP.Studies.Analysis.Sequential;
using JointQP.Studies.Analysis.Verdicts;
using JointQP.Studies.Planning;
using JointQP.Tests.Unit.Studies.Analysis.Verdicts;

namespace JointQP.Tests.Unit.Studies.Analysis.Sequential;

public sealed class SequentialVerdictTests
{
    private static readonly double[] Clear = [0.010, 0.012, 0.014, 0.009, 0.013, 0.011, 0.012, 0.010];

    [Fact]
    public void Of_AClearDifference_IsDecidedAtTheFirstLookThatCan()
    {
        var verdict = StudyAnalysis.Of(Trials(Clear));

        Assert.Equal((Finding.Difference, SequentialState.Difference, 2), (verdict.Finding, verdict.Sequential!.Decision.State, verdict.Sequential.Decision.Look));
        Assert.Equal((Finding.Difference, 0.05), (verdict.Primary.Single().Finding, verdict.Primary.Single().AdjustedP));
        Assert.Equal(
            "one: P0.5(w,f) before Q8(w,f) is 1.14 percentage points better than after it in test/accuracy; decided at look 2 of 5, 8 seeds: "
                + "repeated 98.44 % interval 0.95 to 1.33, p = 0.0078 at the look's level 0.0078, 0.0078 of 0.05 spent.",
            verdict.Sentence);
    }

    /// <summary>The usual p-value of six seeds would be under the level.</summary>
    [Fact]
    public void Of_SeedsBetweenTwoLooks_DecidesNothing()
    {
        var verdict = StudyAnalysis.Of(Trials(Clear[..6]));

        Assert.True(verdict.Primary.Single().Result.SignFlipP < 0.05);
        Assert.Equal((Finding.Undecided, SequentialState.Open, 1, (int?)8), (verdict.Finding, verdict.Sequential!.Decision.State, verdict.Sequential.Decision.Look, verdict.Sequential.Decision.Next));
        Assert.Equal(Support.Undecided, StudyAnalysis.Of([verdict]).Hypotheses[0].Support);
    }

    [Fact]
    public void Of_ASeedThatIsStillTrained_HoldsTheLook()
    {
        var trials = Trials(Clear);
        List<TrialOutcome> missing = [.. trials.Trials.Select(trial => trial.Seed == 3 && trial.Schedule == Sample.PruneFirst ? trial with { Metrics = new Dictionary<string, double>() } : trial)];

        Assert.Equal(0, StudyAnalysis.Looks(trials with { Trials = missing })!.Decision.Look);

        var failed = StudyAnalysis.Looks(trials with { Trials = [.. missing.Select(trial => trial.Metrics.Count == 0 ? trial with { Failed = true } : trial)] })!;
        Assert.Equal((2, 7), (failed.Decision.Look, failed.Decision.Result!.Pairs));
        Assert.Contains("8 seeds of which 1 failed and is left out", failed.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_AMarginThatWasAskedFor_ChangesNoDecision()
    {
        var trials = Trials(0.001, -0.002, 0.0015, -0.001, 0.0005, -0.0012, 0.0008, 0.0002);

        Assert.Equal(Finding.NoDifference, StudyAnalysis.Of(trials with { Sequential = Design(0.01) }).Finding);
        Assert.Equal(Finding.Undecided, new VerdictRequest(Margin: 0.01).Judge(trials).Finding);
        Assert.Contains("no difference that matters", StudyAnalysis.Of(trials with { Sequential = Design(0.01) }).Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_TheStudy_SupportsByThePrimaryComparisonAlone()
    {
        // Another experiment of the study is clearer than its number of seeds allows it to be.
        var open = StudyAnalysis.Of(Trials(0.01, -0.01, 0.012, -0.008, 0.001));
        var beside = StudyAnalysis.Of(Sample.Pair(Sample.Accuracy, Clear) with { Name = "two" });

        Assert.Equal(Support.Supported, StudyAnalysis.Of([beside]).Hypotheses[0].Support);
        Assert.Equal(Support.Undecided, StudyAnalysis.Of([open, beside]).Hypotheses[0].Support);
        var decided = StudyAnalysis.Of([StudyAnalysis.Of(Trials(Clear)), beside]).Hypotheses[0];
        Assert.Equal((Support.Supported, 0.05), (decided.Support, decided.Numbers.First(number => number.Name == "p of non-commutativity").Value));
    }

    [Fact]
    public void Of_OtherContrastsBesideIt_FindsByThePrimaryAlone()
    {
        var design = Design(null) with { Operators = "P0.5(w) P0.5(f) Q8(w)", First = "P0.5(w)", Second = "P0.5(f)" };
        string[] orders = ["P0.5(w) -> P0.5(f) -> Q8(w)", "P0.5(f) -> P0.5(w) -> Q8(w)", "Q8(w) -> P0.5(w) -> P0.5(f)", "Q8(w) -> P0.5(f) -> P0.5(w)"];
        // Quantizing last is what matters; whether weights or features are pruned first does not.
        var trials = Sample.Experiment(Sample.Accuracy, [.. orders.Select((order, at) => (order, Enumerable.Range(0, 12).Select(seed => (double?)(0.8 + (order.StartsWith('P') ? 0.02 : 0) + (0.001 * Math.Sin((seed * 7) + (at * 3))))).ToArray()))]);

        var verdict = StudyAnalysis.Of(trials with { Sequential = design });

        Assert.Equal(Finding.Difference, StudyAnalysis.Of(trials).Finding);
        Assert.Equal(Finding.Undecided, verdict.Finding);
        Assert.Contains(verdict.Primary, contrast => contrast.Finding == Finding.Difference);
        Assert.StartsWith("one: P0.5(w) before P0.5(f) is not decided at look 3 of 5", verdict.Sentence, StringComparison.Ordinal);

        // That one precedence does not matter is not that no order does.
        var decided = StudyAnalysis.Of(trials with { Margin = 0.01, Sequential = design with { Margin = 0.01 } });
        Assert.Equal(Finding.NoDifference, decided.Finding);
        Assert.Equal(Support.Undecided, StudyAnalysis.Of([decided]).Hypotheses[0].Support);
    }

    [Fact]
    public void After_EachState_AsksForTheNextSeedsOrForNone()
    {
        var design = Design(null);
        var open = StudyAnalysis.Looks(Trials(Clear[..5]))!;

        var step = SeedStep.After(open)!;

        Assert.Equal((2, open.Sentence), (step.Look, step.Reason));
        Assert.Equal([6, 7, 8], step.Seeds);
        Assert.Contains("too few seeds to decide anything", open.Sentence, StringComparison.Ordinal);
        Assert.Null(SeedStep.After(StudyAnalysis.Looks(Trials(Clear))!));
        Assert.Null(SeedStep.After(StudyAnalysis.Looks(Trials(Clear[..4]))!));
        Assert.Equal(30, design.Looks.Select((_, look) => design.SeedsOf(look + 1).Length).Sum());
    }

    private static SequentialDesign Design(double? margin) => new(
        "one", "P0.5(w) P0.5(f) Q8(w) Q8(f)", "P0.5(w,f)", "Q8(w,f)", [.. Enumerable.Range(1, 30).Select(seed => (long)seed)], SeedLooks.Of(5, 30), margin);

    private static ExperimentTrials Trials(params double[] differences) => Sample.Pair(Sample.Accuracy, differences) with { Sequential = Design(null) };
}
