using JointQP.Studies.Spec;

namespace JointQP.Tests.Unit.Studies.Spec;

public sealed class SearchSpecTests
{
    private const string Head = """
        name: search
        seeds: 6
        experiments:
          - name: fashion
            dataset: fashion-mnist
            samples: { train: 2560, validation: 100, test: 200 }
            network: convnet
            training: { epochs: 10, batch: 64 }
            schedules:
              - orderings: all
                of: [P0.5(w), Q8(w)]

        """;

    private const string Grid = "        onsets: { grid: { P: [30%, 10%], Q: [10%, 3 epochs] } }\n";

    [Fact]
    public void Parse_OfASearch_HasItsGridAndDefaults()
    {
        var search = StudySpecParser.Parse(Head + Grid + "        name: s\n        search: { budget: 40 }").Spec!.Experiments[0].Search!;

        Assert.Equal((40, 5, 1L, 4L, 400L, "s: "), (search.Budget, search.Confirm, search.Seed, search.Resolution, search.TotalSteps, search.Prefix));
        Assert.Equal([[40, 120], [40, 120]], search.Axes.Select(axis => axis.ToArray()));
        Assert.Equal(4, search.Grid.Count);
        Assert.Equal(3, search.Orderings.Length);
    }

    [Theory]
    [InlineData(Grid + "        search: { budget: 21 }", "line 10, column 9: a budget of 21 trials is too small: the grid's 4 schedules with 3 seeds each, and two of them on 5 fresh seeds, are 22 already; allowed: at least 22 (or a smaller grid)")]
    [InlineData("        onsets: [10%, 30%]\n        search: { budget: 50 }", "line 13, column 17: a search begins with a grid of onsets; allowed: onsets: { grid: { ... } }")]
    [InlineData(Grid + "        search: { confirm: 3 }", "line 13, column 17: search has no 'budget'; it is required")]
    [InlineData(Grid + "        search: { budget: 50, confirm: 1 }", "line 13, column 40: confirm must be a whole number from 2 to 100000; found '1'")]
    [InlineData(Grid + "        search: { budget: 50 }\n      - { orderings: all, of: [P0.7(w), Q6(w)], onsets: { grid: { P: 10%, Q: 20% } }, search: { budget: 50 } }", "line 14, column 9: a second space is searched in this experiment; allowed: one, so give the other an experiment of its own")]
    [InlineData(Grid + "        search: { budget: 50 }\n      - { order: P0.7(w), onsets: [10%] }\n    stopper: { rule: median, rungs: [1 epoch] }", "line 15, column 14: a stopper ends trials whose results the search goes by; allowed: one of the two")]
    public void Parse_OfAWrongSearch_SaysWhatAndWhere(string rest, string problem) =>
        Assert.Equal(problem, Assert.Single(StudySpecParser.Parse(Head + rest).Problems).ToString());
}
