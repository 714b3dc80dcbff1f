using JointQP.Studies.Planning;
using JointQP.Studies.Search;
using JointQP.Studies.Spec;
using JointQP.Studies.Words;

namespace JointQP.Tests.Unit.Studies.Spec;

public sealed class ExamplesTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "examples");

    public static TheoryData<string> All => [.. Directory.GetFiles(Folder, "*.yaml").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    [Fact]
    public void Folder_HoldsTheExamples() => Assert.Superset(new HashSet<string> { "demo.yaml", "quick.yaml", "forms.yaml", "mnist-net.yaml" }, All.Select(row => row.Data).ToHashSet());

    [Theory]
    [MemberData(nameof(All))]
    public void Parse_OfExample_GivesAStudyThatPlans(string file)
    {
        var study = Read(file);

        var plan = StudyPlanner.Plan(study);

        // A search begins with some of the seeds.
        var later = study.Experiments.Sum(experiment => (experiment.Search?.Grid.Count ?? 0) * Math.Max(0, study.Seeds.Length - SearchSettings.FirstSeeds));
        Assert.Equal((study.Seeds.Length * study.Experiments.Sum(experiment => experiment.Schedules.Length)) - later, plan.Trials.Length);
        Assert.All(plan.Trials, trial => Assert.True(trial.Spec.Schedule.Settled < trial.Spec.TotalSteps));
    }

    [Fact]
    public void Forms_ShowsEveryKeyThatTheParserAllows()
    {
        var text = File.ReadAllText(Path.Combine(Folder, "forms.yaml"));
        // The parser tells the keys of a mapping where one is unknown.
        var problems = StudySpecParser.Parse("""
            zz: 0
            seeds: { zz: 0 }
            limits: { zz: 0 }
            experiments:
              - zz: 0
                samples: { zz: 0 }
                training: { zz: 0, decay: { zz: 0 } }
                compression:
                  zz: 0
                  ramp: { zz: 0 }
                  decimal-bits: { zz: 0, features: { zz: 0 } }
                  saturate: { zz: 0 }
                  masks: { zz: 0 }
                  layers: [ { zz: 0 } ]
                schedules: [ { zz: 0 }, { zz: 0, preset: mnist-prune-first }, { orderings: all, of: [P0.5(w)], onsets: [1 epoch], search: { zz: 0 } } ]
                stopper: { zz: 0 }
            """).Problems.Where(problem => problem.Message.StartsWith("unknown key 'zz'", StringComparison.Ordinal)).ToList();
        var keys = problems.SelectMany(problem => problem.Message.Split("allowed: ")[1].Split(", ")).ToHashSet();

        Assert.Equal(18, problems.Count);
        Assert.Superset(new HashSet<string> { "layers", "saturate", "bias", "preset" }, keys);
        Assert.All(keys, key => Assert.Matches($@"(?m)^#?[^#]*(^|[\s{{-]){key}:\s", text));
    }

    [Fact]
    public void MnistNet_IsTheAuthorsExample()
    {
        var experiment = Assert.Single(Read("mnist-net.yaml").Experiments);

        Assert.Equal("mnist-net", experiment.Network);
        Assert.Equal(
            new TrainingSettings { Epochs = 14, Batch = 64, Optimizer = OptimizerKind.Adadelta, Rate = 1, WeightDecay = 0, Decay = RateDecay.Step, DecayFactor = 0.7, DecayEvery = 94 },
            experiment.Training);
        Assert.Equal((8, Rounding.Truncate), (experiment.Compression.Window, experiment.Compression.Rounding));
        Assert.Equal((20, new DecimalRange(1, 7)), (experiment.Compression.Bias ?? 0, experiment.Compression.FeatureDecimalBits!));
        Assert.Equal(["float", "mnist-prune-first", "mnist-quantize-first"], experiment.Schedules.Select(schedule => schedule.Name));
        Assert.True(experiment.Schedules[1].Ordering.IsReorderingOf(experiment.Schedules[2].Ordering));
        Assert.Equal([2 * 94L, 6 * 94, 7 * 94], experiment.Schedules[1].Schedule.Onsets.Select(onset => onset.Start).Distinct());
        Assert.Equal([2 * 94L, 3 * 94, 4 * 94], experiment.Schedules[2].Schedule.Onsets.Select(onset => onset.Start).Distinct());
    }

    [Fact]
    public void Demo_ComparesBothOrdersOnSevenSeeds()
    {
        var study = Read("demo.yaml");
        var schedules = study.Experiments.Single().Schedules;

        string[] expected =
        [
            "float", "Q8(w,f)", "P0.5(w,f) -> Q8(w,f)", "Q8(w,f) -> P0.5(w,f)", "P0.5(w) -> Q8(w,f)", "Q8(w,f) -> P0.5(w)",
        ];
        Assert.Equal(expected, schedules.Select(schedule => schedule.Name));
        Assert.Equal(42, StudyPlanner.Plan(study).Trials.Length);
        Assert.Equal(10_000, study.Experiments[0].Samples.Test);
        // Whatever the difference, the demo must not end with the verdict that it has too few seeds.
        Assert.Empty(SeedRemarks.Of(study));
    }

    [Fact]
    public void Demo_SettlesAnEpochBeforeTheEndAndAtTheSameStepInBothOrders()
    {
        var trials = StudyPlanner.Plan(Read("demo.yaml")).Trials;

        Assert.All(trials, trial => Assert.True(trial.Spec.Schedule.Settled <= trial.Spec.TotalSteps - trial.Spec.StepsPerEpoch, trial.ScheduleName));
        Assert.Single(trials.Where(trial => trial.Spec.Schedule.Onsets.Length > 0).Select(trial => trial.Spec.Schedule.Settled).Distinct());
        Assert.Single(trials.Where(trial => trial.Spec.Schedule.Onsets.DistinctBy(onset => onset.Start).Count() > 2).Select(trial => trial.Spec.Schedule.Onsets[0].Start).Distinct());
    }

    private static StudySpec Read(string file)
    {
        var result = StudySpecParser.Parse(File.ReadAllText(Path.Combine(Folder, file)));
        Assert.True(result.IsValid, string.Join('\n', result.Problems));
        return result.Spec;
    }
}
