using JointQP.Studies.Spec;
using JointQP.Studies.Stopping;

namespace JointQP.Tests.Unit.Studies.Spec;

public sealed class StopperSpecTests
{
    // 40 steps an epoch, 160 in all; P settles 8 steps after its onset. The stopper stands on line 17, its mapping in column 14.
    private const string Head = """
        name: stop
        seeds: 1
        experiments:
          - name: fashion
            dataset: fashion-mnist
            samples: { train: 2560, validation: 100, test: 200 }
            network: convnet
            training: { epochs: 4, batch: 64 }
            compression: { ramp: { every: 4 steps, times: 2 } }
            schedules:
              - float
              - order: P0.5(w)
                onsets: [1 epoch]
              - orderings: permutations
                of: [P0.5(w), Q8(w)]
                onsets: [1 epoch, 2 epochs]
            stopper: 
        """;

    [Fact]
    public void Parse_OfAStopper_HasRungsInSteps()
    {
        var stopper = Parse("{ rule: halving, rungs: [10 steps, 1 epoch], keep: 25%, pairs: apart }").Spec!.Experiments[0].Stopper!;
        Assert.Equal(new StopperSettings { Rule = StopperRule.Halving, Rungs = [10, 40], Keep = 0.25, Apart = true }, stopper);
        Assert.Equal(
            new StopperSettings { Rule = StopperRule.Median, Rungs = [40], Keep = 0.5, Apart = false },
            Parse("{ rule: median, rungs: [1 epoch] }").Spec!.Experiments[0].Stopper!);
    }

    [Fact]
    public void Parse_OfNone_HasNone() => Assert.Null(Parse("none").Spec!.Experiments[0].Stopper);

    [Theory]
    [InlineData("halving", "line 17, column 14: a stopper must say when it compares; found 'halving'; allowed: none, or a mapping such as { rule: halving, rungs: [1 epoch] }")]
    [InlineData("{ rule: halfing, rungs: [1 epoch] }", "line 17, column 22: unknown rule 'halfing'; did you mean halving? allowed: median, halving")]
    [InlineData("{ rule: median }", "line 17, column 14: stopper has no 'rungs'; it is required")]
    [InlineData("{ rule: median, rungs: [1 epoch], keep: 50% }", "line 17, column 54: keep is for rule halving; the median needs no part to keep")]
    [InlineData("{ rule: halving, rungs: [1 epoch], keep: 100% }", "line 17, column 55: keep must be the part that goes on past each rung, in percent; found '100%'; allowed: more than 0% and less than 100%, such as '50%'")]
    [InlineData("{ rule: halving, rungs: [0 steps] }", "line 17, column 39: rung '0 steps' is 0 steps after the last operator has settled; allowed: more than the 0 before it")]
    [InlineData("{ rule: halving, rungs: [1 epoch, 40 steps] }", "line 17, column 48: rung '40 steps' is 40 steps after the last operator has settled; allowed: more than the 40 before it")]
    [InlineData("{ rule: halving, rungs: [110 steps] }", "line 17, column 14: the stopper has nothing to compare: 1 of 4 schedules with operators train for 110 steps after the last has settled; allowed: at least two (earlier onsets, an earlier rung, or a longer training)")]
    [InlineData("{ rule: halving, rungs: [1 epoch], pairs: alone }", "line 17, column 56: unknown pairs 'alone'; allowed: together, apart")]
    public void Parse_OfAWrongStopper_SaysWhatAndWhere(string stopper, string problem) =>
        Assert.Equal(problem, Assert.Single(Parse(stopper).Problems).ToString());

    [Fact]
    public void Parse_OfOrdersOfTheSameOperatorsKeptTogether_SaysThatNothingCanBeStopped()
    {
        var text = (Head + "{ rule: halving, rungs: [1 epoch] }").Replace("      - order: P0.5(w)\n        onsets: [1 epoch]\n", "", StringComparison.Ordinal);
        Assert.Contains("the stopper can stop nothing", Assert.Single(StudySpecParser.Parse(text).Problems).Message, StringComparison.Ordinal);
        Assert.NotNull(StudySpecParser.Parse(text.Replace("rungs:", "pairs: apart, rungs:", StringComparison.Ordinal)).Spec);
    }

    private static SpecResult Parse(string stopper) => StudySpecParser.Parse(Head + stopper);
}
