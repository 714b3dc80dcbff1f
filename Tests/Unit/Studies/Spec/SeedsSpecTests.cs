using JointQP.Studies.Analysis.Sequential;
using JointQP.Studies.Planning;
using JointQP.Studies.Spec;

namespace JointQP.Tests.Unit.Studies.Spec;

public sealed class SeedsSpecTests
{
    private const string Until = "{ from: 5, to: 30, until: decided }";

    private const string Pair = """
              - { order: "P0.5(w) -> Q8(w)", onsets: [1 epoch, 4 epochs] }
              - { order: "Q8(w) -> P0.5(w)", onsets: [1 epoch, 4 epochs] }
        """;

    private const string Three = """
              - { orderings: permutations, of: [P0.5(w), P0.5(f), Q8(w)], onsets: [1 epoch, 3 epochs, 5 epochs] }
        """;

    [Fact]
    public void Parse_UntilDecided_BeginsWithTheFirstSeedsAndPlansItsLooks()
    {
        var study = StudySpecParser.Parse(Spec(Until, Experiment("e", Pair) + "\n    margin: 0.01")).Spec!;

        Assert.Equal([1, 2, 3, 4, 5], study.Seeds);
        var design = study.Sequential!;
        Assert.Equal(("e", "P0.5(w) Q8(w)", "P0.5(w) before Q8(w)", 0.01), (design.Experiment, design.Operators, design.Primary, design.Margin));
        Assert.Equal(Enumerable.Range(1, 30).Select(seed => (long)seed), design.Seeds);
        Assert.Equal(SeedLooks.Of(5, 30), design.Looks);
        Assert.Equal([[1, 2, 3, 4, 5], [6, 7, 8], [9, 10, 11, 12]], Enumerable.Range(1, 3).Select(look => design.SeedsOf(look).ToArray()));
        Assert.Equal(10, StudyPlanner.Plan(study).Trials.Length);
    }

    [Theory]
    [InlineData("primary: \"Q8(w) before P0.5(f)\"", "e", "P0.5(f) before Q8(w)")]
    [InlineData("primary: \"P0.5( w )  before Q8(w)\", experiment: e", "e", "P0.5(w) before Q8(w)")]
    [InlineData("experiment: f", "f", "P0.5(w) before Q8(w)")]
    public void Parse_OfSeveralComparisons_TakesTheOneThatIsNamed(string named, string experiment, string primary)
    {
        var study = StudySpecParser.Parse(Spec(Until.Replace(" }", $", {named} }}", StringComparison.Ordinal), Experiment("e", Three) + "\n" + Experiment("f", Pair))).Spec!;

        Assert.Equal((experiment, primary), (study.Sequential!.Experiment, study.Sequential.Primary));
    }

    [Fact]
    public void Parse_OfAFixedNumber_DecidesNothing() => Assert.Null(StudySpecParser.Parse(Spec("5", Experiment("e", Pair))).Spec!.Sequential);

    [Theory]
    [InlineData("{ from: 5, until: decided }", "line 2, column 8: seeds has no 'to'; it is required")]
    [InlineData("{ from: 5, to: 30 }", "line 2, column 8: seeds has no 'until'; it is required")]
    [InlineData("{ from: 5, to: 30, until: sure }", "line 2, column 34: unknown until 'sure'; allowed: decided")]
    [InlineData("{ from: 1, to: 30, until: decided }", "line 2, column 16: from must be a whole number from 2 to 100000; found '1'")]
    [InlineData("{ from: 5, to: 4, until: decided }", "line 2, column 23: to must be a whole number from 5 to 100000; found '4'")]
    [InlineData("{ from: 3, to: 5, until: decided }", "line 2, column 8: 5 seeds can decide nothing, however large the difference; allowed: 'to: 6' or more")]
    [InlineData("{ from: 5, to: 30, until: decided, primary: \"P0.6(w) before Q8(w)\" }", "line 2, column 52: 'P0.6(w) before Q8(w)' is no comparison of order here; allowed: e: P0.5(w) before Q8(w)")]
    [InlineData("{ from: 5, to: 30, until: decided, experiment: f }", "line 2, column 55: unknown experiment of the primary comparison 'f'; did you mean e? allowed: e")]
    public void Parse_OfWrongSeeds_SaysWhatAndWhere(string seeds, string problem) =>
        Assert.Equal(problem, Assert.Single(StudySpecParser.Parse(Spec(seeds, Experiment("e", Pair))).Problems).ToString());

    [Theory]
    [InlineData("      - float", "line 2, column 8: there is nothing to decide: no experiment has two operators in both orders; allowed: a number of seeds")]
    [InlineData(Three, "line 2, column 8: 3 comparisons of order could decide how many seeds there are; allowed: to name one by 'experiment' and 'primary', of e: P0.5(w) before P0.5(f); e: P0.5(w) before Q8(w); e: P0.5(f) before Q8(w)")]
    [InlineData(Pair + "\n    stopper: { rule: median, rungs: [1 epoch], pairs: apart }", "line 2, column 8: experiment 'e' has a stopper, which decides for all seeds at once and could not take more of them; allowed: a number of seeds, or no stopper")]
    [InlineData(Pair + "\n      - { orderings: all, of: [P0.7(w), Q6(w)], onsets: { grid: { P: 10%, Q: 20% } }, search: { budget: 50 } }", "line 2, column 8: experiment 'e' has a search, which chooses what gets more seeds by itself; allowed: a number of seeds, or a study of its own")]
    public void Parse_WhatCannotBeDecidedSo_SaysWhy(string schedules, string problem) =>
        Assert.Equal(problem, Assert.Single(StudySpecParser.Parse(Spec(Until, Experiment("e", schedules))).Problems).ToString());

    [Fact]
    public void Parse_OfMoreTrialsThanAllowedAtTheLastLook_IsRefused() => Assert.Contains(
        "the study has 120000 trials",
        Assert.Single(StudySpecParser.Parse(Spec("{ from: 5, to: 60000, until: decided }", Experiment("e", Pair))).Problems).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Problems_OfAnExtension_SendItToAStudyOfItsOwn()
    {
        var (until, few) = (StudySpecParser.Parse(Spec(Until, Experiment("e", Pair))).Spec!, StudySpecParser.Parse(Spec("7", Experiment("e", Pair))).Spec!);

        Assert.Contains("gets its seeds by itself", Assert.Single(StudyExtension.Problems(until, few)), StringComparison.Ordinal);
        Assert.Contains("from its first seed", Assert.Single(StudyExtension.Problems(few, until)), StringComparison.Ordinal);
    }

    private static string Spec(string seeds, string experiments) => $"name: s\nseeds: {seeds}\nexperiments:\n{experiments}";

    private static string Experiment(string name, string schedules) => $"""
          - name: {name}
            dataset: fashion-mnist
            samples: {"{ train: 2560, validation: 100, test: 200 }"}
            network: convnet
            training: {"{ epochs: 10, batch: 64 }"}
            schedules:
        {schedules}
        """;
}
