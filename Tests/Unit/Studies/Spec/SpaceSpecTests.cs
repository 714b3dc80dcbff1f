using CsCheck;
using JointQP.Studies.Planning;
using JointQP.Studies.Spec;

namespace JointQP.Tests.Unit.Studies.Spec;

public sealed class SpaceSpecTests
{
    // 40 steps an epoch, 400 in all; a ramp takes 20 steps. The entry begins on line 11, its first key in column 9.
    private const string Head = """
        name: space
        seeds: 1
        experiments:
          - name: fashion
            dataset: fashion-mnist
            samples: { train: 2560, validation: 100, test: 200 }
            network: convnet
            training: { epochs: 10, batch: 64 }
            compression: { ramp: { every: 5 steps, times: 4 } }
            schedules:

        """;

    private const string All = "orderings: all\nof: [P0.5(w), Q8(w)]\nonsets: [1 epoch, 2 epochs]";
    private const string Grid = "orderings: all\nof: [P0.5(w), Q8(w)]\nonsets:\n  grid:\n    P: [10%, 20%]\n    Q: [10%, 5%]";

    [Theory]
    [InlineData("all", "[P0.5(w)]", 1)]
    [InlineData("all", "[P0.5(w), Q8(w)]", 3)]
    [InlineData("all", "[P0.5(w), Q8(w), Q8(f)]", 13)]
    [InlineData("all", "[P0.5(w), P0.5(f), Q8(w), Q8(f)]", 75)]
    [InlineData("permutations", "[P0.5(w)]", 1)]
    [InlineData("permutations", "[P0.5(w), Q8(w)]", 2)]
    [InlineData("permutations", "[P0.5(w), Q8(w), Q8(f)]", 6)]
    [InlineData("permutations", "[P0.5(w), P0.5(f), Q8(w), Q8(f)]", 24)]
    public void Parse_OfSpace_GivesEveryOrderingOnceAndPlans(string kind, string of, int count)
    {
        var study = Valid($"orderings: {kind}\nof: {of}\nonsets: {{ equally-spaced: {{ from: 10%, to: 70% }} }}");

        var schedules = study.Experiments[0].Schedules;
        Assert.Equal(count, schedules.Length);
        Assert.Equal(count, schedules.Select(schedule => schedule.Schedule).Distinct().Count());
        Assert.All(schedules, schedule => Assert.Equal(schedule.Ordering.ToString(), schedule.Name));
        Assert.Equal(count, StudyPlanner.Plan(study).Trials.Length);
    }

    [Fact]
    public void Parse_OfOnsetsByPlace_GivesEachPlaceItsOwn()
    {
        var schedules = Valid(All).Experiments[0].Schedules;

        Assert.Equal(["P0.5(w) = Q8(w): 40", "P0.5(w) -> Q8(w): 40 80", "Q8(w) -> P0.5(w): 40 80"], schedules.Select(Starts));
    }

    [Fact]
    public void Parse_OfEquallySpaced_SpreadsThePlacesOfEachOrdering()
    {
        var schedules = Valid("orderings: all\nof: [P0.5(w), Q8(w), Q8(f)]\nwhere: Q(w) before Q(f)\nonsets: { equally-spaced: { from: 10%, to: 70% } }").Experiments[0].Schedules;

        string[] expected =
        [
            "P0.5(w) = Q8(w) -> Q8(f): 40 280",
            "P0.5(w) -> Q8(w) -> Q8(f): 40 160 280",
            "Q8(w) -> P0.5(w) = Q8(f): 40 280",
            "Q8(w) -> P0.5(w) -> Q8(f): 40 160 280",
            "Q8(w) -> Q8(f) -> P0.5(w): 40 160 280",
        ];
        Assert.Equal(expected, schedules.Select(Starts));
    }

    [Fact]
    public void Parse_OfGrid_TakesTheOrderFromTheOnsets()
    {
        var schedules = Valid(Grid).Experiments[0].Schedules;

        string[] expected =
        [
            "P0.5(w) = Q8(w) @ 10%: 40",
            "Q8(w) -> P0.5(w) @ 5%, 10%: 20 40",
            "Q8(w) -> P0.5(w) @ 10%, 20%: 40 80",
            "Q8(w) -> P0.5(w) @ 5%, 20%: 20 80",
        ];
        Assert.Equal(expected, schedules.Select(Starts));
    }

    [Fact]
    public void Parse_OfGridOfPermutations_LeavesOutTheDiagonal() =>
        Assert.DoesNotContain(Valid(Grid.Replace("all", "permutations", StringComparison.Ordinal)).Experiments[0].Schedules, schedule => schedule.Ordering.Places.Length == 1);

    [Fact]
    public void Parse_OfGridAsRange_IsTheWholePlane()
    {
        var schedules = Valid("orderings: all\nof: ['P0.5(w,f)', 'Q8(w,f)']\nonsets: { grid: { P: { from: 8%, to: 80%, count: 10 }, Q: { from: 8%, to: 80%, count: 10 } } }").Experiments[0].Schedules;

        Assert.Equal(100, schedules.Select(schedule => schedule.Name).Distinct().Count());
        Assert.Equal((10, 45, 45), (Count("P0.5(w,f) = Q8(w,f)"), Count("P0.5(w,f) -> Q8(w,f)"), Count("Q8(w,f) -> P0.5(w,f)")));
        Assert.Contains("P0.5(w,f) -> Q8(w,f) @ 16%, 72%: 64 288", schedules.Select(Starts));

        int Count(string ordering) => schedules.Count(schedule => schedule.Ordering.ToString() == ordering);
    }

    [Fact]
    public void Parse_OfExceptAndName_LeavesOutAndPutsInFront()
    {
        var schedules = Valid(All + "\nexcept: ['Q8(w)=P.5(w)']\nname: early").Experiments[0].Schedules;

        Assert.Equal(["early: P0.5(w) -> Q8(w)", "early: Q8(w) -> P0.5(w)"], schedules.Select(schedule => schedule.Name));
    }

    [Fact]
    public void Parse_OfSample_IsReproducibleWithoutRepetitionAndOfItsSeed()
    {
        const string Space = "orderings: all\nof: [P0.5(w), P0.5(f), Q8(w), Q8(f)]\nonsets: { equally-spaced: { from: 10%, to: 70% } }\nsample: ";
        Gen.Select(Gen.Int[1, 75], Gen.Int[0, 1000]).Sample(
            (count, seed) =>
            {
                var names = Names($"{{ count: {count}, seed: {seed} }}");
                Assert.Equal(count, names.Distinct().Count());
                Assert.Equal(names, Names($"{{ count: {count}, seed: {seed} }}"));
            },
            iter: 20);
        Assert.Equal(Names("20"), Names("{ count: 20, seed: 1 }"));
        Assert.NotEqual(Names("20"), Names("{ count: 20, seed: 2 }"));

        List<string> Names(string sample) => [.. Valid(Space + sample).Experiments[0].Schedules.Select(schedule => schedule.Name)];
    }

    [Theory]
    [InlineData("orderings: all", "orderings: al", "11:20 unknown orderings 'al'; did you mean all? allowed: all, permutations")]
    [InlineData("orderings: all", "orderings: all\nwehre: x", "12:9 unknown key 'wehre' in the space of orderings; did you mean where? allowed: orderings, of, where, except, sample, onsets, name, search")]
    [InlineData("of: [P0.5(w), Q8(w)]", "where: P before Q", "11:9 the space of orderings has no 'of'; it is required")]
    [InlineData("[P0.5(w), Q8(w)]", "[P0.5(w), P0.7(w)]", "12:23 w (weights) is pruned twice; an ordering prunes each target at most once and quantizes it at most once")]
    [InlineData("[P0.5(w), Q8(w)]", "[P0.5(w), Q17(w)]", "12:24 ordering 'Q17(w)': found Q17; Q takes whole bits from 2 to 16, such as Q8")]
    [InlineData("[P0.5(w), Q8(w)]", "[P0.5(w) -> Q8(w)]", "12:14 found 'P0.5(w) -> Q8(w)', which is no single operator; allowed: one such as P0.5(w) or Q8(w,f)")]
    [InlineData("[P0.5(w), Q8(w)]", "[float]", "12:14 found 'float', which is no single operator; allowed: one such as P0.5(w) or Q8(w,f)")]
    [InlineData("[P0.5(w), Q8(w)]", "[P0.5(w), Q8(w]", "12:23 'Q8(w' is half an operator; allowed: quotes around one with a comma, as in [\"P0.5(w,f)\", \"Q8(w,f)\"]")]
    [InlineData("onsets:", "where: P befor Q\nonsets:", "13:18 unknown relation 'befor'; did you mean before? allowed: before, after, with")]
    [InlineData("onsets:", "where: P before\nonsets:", "13:16 a rule must be an operator, before or after or with, and an operator, such as \"Q(w) before Q(f)\"; found 'P before'")]
    [InlineData("onsets:", "where: ['Q4(w) before P']\nonsets:", "13:18 'Q4(w)' is no operator of this space; did you mean Q8(w)? allowed: P0.5(w), Q8(w)")]
    [InlineData("onsets:", "where: P(w) with P\nonsets:", "13:16 the rule 'P(w) with P' names P0.5(w) twice; allowed: two operators of P0.5(w), Q8(w)")]
    [InlineData("onsets:", "where: [P before Q, Q before P]\nonsets:", "13:29 'Q before P' leaves no ordering: 1 of 3 were left before it, and it holds in none of them; allowed: rules that agree")]
    [InlineData("onsets:", "where: [P with Q]\nexcept: P0.5(w) = Q8(w)\nonsets:", "14:17 except leaves no ordering: 1 of 3 were left before it, and all are excepted; allowed: at least one that is not")]
    [InlineData("onsets:", "except: Q8(w) -> P0.7(w)\nonsets:", "13:17 'Q8(w) -> P0.7(w)' is none of the 3 orderings of this space; allowed: one of P0.5(w), Q8(w), each once")]
    [InlineData("onsets:", "except: Q8(w) -> P0.5\nonsets:", "13:30 ordering 'Q8(w) -> P0.5': found the end; allowed: '(' and targets, such as (w,f)")]
    [InlineData("onsets:", "sample: 4\nonsets:", "13:17 a sample of 4 is more than the 3 schedules that are left; allowed: from 1 to 3")]
    [InlineData("onsets:", "sample: 0\nonsets:", "13:17 sample must be a whole number from 1 to 2147483647; found '0'")]
    [InlineData("onsets:", "sample: { seed: 4 }\nonsets:", "13:17 sample has no 'count'; it is required")]
    [InlineData("[1 epoch, 2 epochs]", "1 epoch", "13:17 found 1 onset, and the 3 orderings left have up to 2 places; allowed: 2, for the first place, the second and so on")]
    [InlineData("[1 epoch, 2 epochs]", "[2 epochs, 1 epoch]", "13:28 'Q8(w)' of schedule 'P0.5(w) -> Q8(w)' starts at step 40, not after the place before it at step 80; allowed: later onsets along the order; 1 more schedules of this space are wrong at this place")]
    [InlineData("[1 epoch, 2 epochs]", "[1 epoch, 95%]", "13:27 'P0.5(w)' of schedule 'Q8(w) -> P0.5(w)' starts at step 380 and would settle at step 400; the last step is 399; allowed: every operator settled by then (start it earlier, shorten its ramp or the feature delay, or train longer)")]
    [InlineData("[1 epoch, 2 epochs]", "{ equaly-spaced: 3 }", "13:19 unknown key 'equaly-spaced' in onsets; did you mean equally-spaced? allowed: equally-spaced, grid|13:17 onsets must be a list by place, equally-spaced or grid; allowed: one of them")]
    [InlineData("[1 epoch, 2 epochs]", "{ equally-spaced: { from: 10%, to: 4 epochs } }", "13:52 to must be later than from and of the same kind; found '10%' to '4 epochs'; allowed: both in epochs, in steps or in percent")]
    [InlineData("[1 epoch, 2 epochs]", "{ grid: { P: 10% } }", "13:25 the grid has no onsets of Q8(w); allowed: onsets for each of P0.5(w), Q8(w)")]
    [InlineData("[1 epoch, 2 epochs]", "{ grid: { P: 10%, P(w): 20%, Q: 5% } }", "13:35 the grid has onsets of P0.5(w) twice; allowed: once")]
    [InlineData("[1 epoch, 2 epochs]", "{ grid: { P: [10%, 40 steps], Q: 5% } }", "13:36 two onsets of P, 10% and 40 steps, are the same step 40 of 400; allowed: each step once")]
    [InlineData("[1 epoch, 2 epochs]", "{ grid: { P: [94%, 95%], Q: [1%, 2%] } }", "13:36 'P0.5(w)' of schedule 'Q8(w) -> P0.5(w) @ 1%, 95%' starts at step 380 and would settle at step 400; the last step is 399; allowed: every operator settled by then (start it earlier, shorten its ramp or the feature delay, or train longer); 1 more schedules of this space are wrong at this place")]
    public void Parse_OfOneMistake_TellsPlaceAndReason(string original, string replacement, string problems)
    {
        Assert.Contains(original, All, StringComparison.Ordinal);

        var found = Parse(All.Replace(original, replacement, StringComparison.Ordinal)).Problems;

        Assert.Equal(problems.Split('|').Order(), found.Select(problem => $"{problem.Line}:{problem.Column} {problem.Message}").Order());
    }

    [Fact]
    public void Parse_OfRulesThatNoPointOfTheGridKeeps_SaysHowManyWereLooked()
    {
        var problem = Assert.Single(Parse(Grid + "\nwhere: P before Q").Problems);

        Assert.Equal("none of the 4 points of the grid is one of the 1 orderings left; allowed: onsets that make at least one of them", problem.Message);
    }

    [Fact]
    public void Parse_OfMoreThanAStudyMayHave_SaysHowManyAndHowToCutIt()
    {
        const string Large = "orderings: all\nof: [P0.5(w), Q8(w), Q8(f)]\nonsets: { grid: { P: { from: 1 steps, to: 120 steps, count: 120 }, Q(w): { from: 1 steps, to: 120 steps, count: 120 }, "
            + "Q(f): { from: 1 steps, to: 8 steps, count: 8 } } }";

        Assert.Equal(
            "this space makes 115200 schedules, so at least as many trials (schedules times seeds); allowed: at most 100000 trials in a study (cut it by 'where', 'except', 'sample: N' or a smaller grid)",
            Assert.Single(Parse(Large).Problems).Message);
        Assert.Equal(300, Valid(Large + "\nsample: 300").Experiments[0].Schedules.Length);
        Assert.Equal(8 * 7140, Valid(Large + "\nwhere: P before Q(w)").Experiments[0].Schedules.Length);
    }

    [Fact]
    public void Parse_OfGridBeyondEnumeration_SaysHowManyPoints() =>
        Assert.Equal(
            "the grid has 1960000 points; allowed: at most 1000000, so fewer onsets of an operator",
            Assert.Single(Parse(
                "orderings: all\nof: [P0.5(w), P0.5(f), Q8(w), Q8(f)]\nonsets: { grid: { P(w): { from: 1 steps, to: 100 steps, count: 100 }, P(f): { from: 1 steps, to: 100 steps, count: 100 }, "
                + "Q(w): { from: 1 steps, to: 14 steps, count: 14 }, Q(f): { from: 1 steps, to: 14 steps, count: 14 } } }").Problems).Message);

    [Fact]
    public void Parse_OfScheduleThatASpaceMakesToo_TellsIt()
    {
        var found = Parse(All + "\n- { order: Q8(w) -> P0.5(w), onsets: [1 epoch, 2 epochs] }\n").Problems;

        Assert.Equal("a second schedule is called 'Q8(w) -> P0.5(w)'; allowed: each name once, so give one of them another 'name'", Assert.Single(found).Message);
    }

    private static string Starts(ScheduleSpec schedule) => $"{schedule.Name}: {string.Join(' ', schedule.Schedule.Onsets.Select(onset => onset.Start).Distinct())}";

    private static StudySpec Valid(string entry)
    {
        var result = Parse(entry);
        Assert.True(result.IsValid, string.Join('\n', result.Problems));
        return result.Spec;
    }

    private static SpecResult Parse(string entry)
    {
        var lines = entry.Split('\n').Select((line, i) => (i == 0 ? "      - " : line.StartsWith('-') ? "      " : "        ") + line);
        return StudySpecParser.Parse(Head + string.Join('\n', lines));
    }
}
