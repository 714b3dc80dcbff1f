using JointQP.Studies.Planning;
using JointQP.Studies.Spec;

namespace JointQP.Tests.Unit.Studies.Spec;

public sealed class ExamplesTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "examples");

    public static TheoryData<string> All => [.. Directory.GetFiles(Folder, "*.yaml").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    [Fact]
    public void Folder_HoldsTheExamples() => Assert.Superset(new HashSet<string> { "demo.yaml", "quick.yaml", "forms.yaml" }, All.Select(row => row.Data).ToHashSet());

    [Theory]
    [MemberData(nameof(All))]
    public void Parse_OfExample_GivesAStudyThatPlans(string file)
    {
        var study = Read(file);

        var plan = StudyPlanner.Plan(study);

        Assert.Equal(study.Seeds.Length * study.Experiments.Sum(experiment => experiment.Schedules.Length), plan.Trials.Length);
        Assert.All(plan.Trials, trial => Assert.True(trial.Spec.Schedule.Settled < trial.Spec.TotalSteps));
    }

    [Fact]
    public void Demo_ComparesBothOrdersOnSixSeeds()
    {
        var study = Read("demo.yaml");
        var schedules = study.Experiments.Single().Schedules;

        string[] expected =
        [
            "float", "Q8(w,f)", "P0.5(w,f) -> Q8(w,f)", "Q8(w,f) -> P0.5(w,f)", "P0.5(w) -> Q8(w,f)", "Q8(w,f) -> P0.5(w)",
        ];
        Assert.Equal(expected, schedules.Select(schedule => schedule.Name));
        Assert.Equal(36, StudyPlanner.Plan(study).Trials.Length);
        Assert.Equal(10_000, study.Experiments[0].Samples.Test);
    }

    [Fact]
    public void Demo_SettlesAnEpochBeforeTheEndAndAtTheSameStepInBothOrders()
    {
        var trials = StudyPlanner.Plan(Read("demo.yaml")).Trials;

        Assert.All(trials, trial => Assert.True(trial.Spec.Schedule.Settled <= trial.Spec.TotalSteps - trial.Spec.StepsPerEpoch, trial.ScheduleName));
        Assert.Single(trials.Where(trial => trial.Spec.Schedule.Onsets.Length > 0).Select(trial => trial.Spec.Schedule.Settled).Distinct());
        Assert.Single(trials.Where(trial => trial.Spec.Schedule.Events.Length > 2).Select(trial => trial.Spec.Schedule.Events[0]).Distinct());
    }

    private static StudySpec Read(string file)
    {
        var result = StudySpecParser.Parse(File.ReadAllText(Path.Combine(Folder, file)));
        Assert.True(result.IsValid, string.Join('\n', result.Problems));
        return result.Spec;
    }
}
