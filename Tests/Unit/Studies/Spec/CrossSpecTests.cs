using JointQP.Studies.Planning;
using JointQP.Studies.Spec;

namespace JointQP.Tests.Unit.Studies.Spec;

public sealed class CrossSpecTests
{
    // The value of cross stands on line 5, its mapping in column 12.
    private const string Text = """
        name: s
        seeds: 2
        experiments:
          - name: NAME
            cross: CROSS
            dataset: fashion-mnist
            samples: { train: 2560, validation: 100, test: 200 }
            network: $network
            training: { epochs: 10, batch: 64 }
            schedules:
              - float
              - order: P$sparsity($targets) -> Q$bits($targets)
                onsets: [1 epoch, 6 epochs]
        """;

    private const string All = "{ network: [convnet, mnist-net], bits: [4, 8], sparsity: [0.5], targets: [w, 'w,f'] }";

    [Fact]
    public void Parse_OfACross_MakesEachCombinationOnceNamedByItsValues()
    {
        var study = Parse(All).Spec!;

        Assert.Equal(
            [
                "e-convnet-4-0.5-w", "e-convnet-4-0.5-wf", "e-convnet-8-0.5-w", "e-convnet-8-0.5-wf",
                "e-mnist-net-4-0.5-w", "e-mnist-net-4-0.5-wf", "e-mnist-net-8-0.5-w", "e-mnist-net-8-0.5-wf",
            ],
            study.Experiments.Select(experiment => experiment.Name));
        Assert.All(study.Experiments, experiment => Assert.Contains($"-{experiment.Network}-", experiment.Name, StringComparison.Ordinal));
        Assert.Equal("P0.5(w,f) -> Q4(w,f)", study.Experiments[1].Schedules[1].Name);
        Assert.Equal(8 * 2 * 2, StudyPlanner.Plan(study).Trials.Length);
    }

    [Fact]
    public void Parse_OfANameWithValues_TakesItAsItIs() =>
        Assert.Equal(["q4-convnet", "q8-convnet"], Parse("{ network: [convnet], bits: [4, 8], sparsity: [0.5], targets: [w] }", "q$bits-$network").Spec!.Experiments.Select(experiment => experiment.Name));

    [Fact]
    public void Parse_OfOneValueMore_LeavesTheOthersAsTheyWere()
    {
        var (before, after) = (Parse("{ network: [convnet], bits: [8], sparsity: [0.5], targets: [w] }").Spec!, Parse(All).Spec!);

        Assert.Empty(StudyExtension.Problems(before, after));
        var plan = StudyPlanner.Plan(before, after);
        Assert.Equal(StudyPlanner.Plan(before).Stages, plan.Stages.Take(StudyPlanner.Plan(before).Stages.Length));
        Assert.Equal(8 * 2 * 2, plan.Trials.Select(trial => (trial.Experiment, trial.ScheduleName, trial.Spec.Seed)).Distinct().Count());
        Assert.Equal(8 * 2 * 2, plan.Trials.Length);
    }

    [Theory]
    [InlineData("[4, 8]", "line 5, column 12: cross must be a mapping of names to lists of values, such as { bits: [4, 8] }; found a list")]
    [InlineData("{ network: [convnet], bits: [4], sparsity: [0.5], targets: [w], rate: [1] }", "line 5, column 76: nothing in the experiment says $rate; allowed: $rate where its values belong")]
    [InlineData("{ network: [convnet], bit: [4], sparsity: [0.5], targets: [w] }", "line 5, column 34: nothing in the experiment says $bit; allowed: $bit where its values belong", "line 12, column 16: unknown $bits; did you mean bit? allowed: network, bit, sparsity, targets")]
    [InlineData("{ network: [convnet], bits: [4, 4], sparsity: [0.5], targets: [w] }", "line 5, column 40: '4' is given twice among the values of 'bits'; allowed: each value once")]
    [InlineData("{ network: [convnet], bits: 4, sparsity: [0.5], targets: [w] }", "line 5, column 40: the values of 'bits' must be a list of at least one value; found '4'")]
    [InlineData("{ network: [convnet], bits: [4, [8]], sparsity: [0.5], targets: [w] }", "line 5, column 40: the values of 'bits' must be words or numbers; allowed: such as [4, 8]")]
    [InlineData("{ network: [convnet], bits: [4], bits: [8], sparsity: [0.5], targets: [w] }", "line 5, column 45: 'bits' is crossed twice; allowed: once")]
    [InlineData("{ network: [convnet], bits: [4], sparsity: [0.5], targets: [w], B1: [3] }", "line 5, column 76: 'B1' is no name for values; allowed: a-z and '-', such as 'bits'")]
    [InlineData("{ network: [convnet, convmet], bits: [4], sparsity: [0.5], targets: [w] }", "line 8, column 14: unknown network 'convmet'; did you mean convnet? allowed: convnet, mlp, mnist-net")]
    public void Parse_OfAWrongCross_SaysWhatAndWhere(string cross, params string[] problems) =>
        Assert.Equal(problems, Parse(cross).Problems.Select(problem => problem.ToString()).Take(2));

    private static SpecResult Parse(string cross, string name = "e") =>
        StudySpecParser.Parse(Text.Replace("NAME", name, StringComparison.Ordinal).Replace("CROSS", cross, StringComparison.Ordinal));
}
