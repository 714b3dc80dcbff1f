using CsCheck;
using JointQP.Studies.Planning;
using JointQP.Studies.Spec;
using JointQP.Studies.Words;
using static JointQP.Studies.Words.OperatorKind;
using static JointQP.Studies.Words.Target;

namespace JointQP.Tests.Unit.Studies.Planning;

public sealed class StudyExtensionTests
{
    // A study, and a part of it that was launched before.
    private static readonly Gen<(StudySpec Part, StudySpec Whole)> Grown =
        from whole in AnyStudy.Any
        from seeds in Gen.Int[1, 3]
        from experiments in Gen.Int[1, 3]
        from schedules in Gen.Int[1, 5]
        select (
            whole with
            {
                Seeds = [.. whole.Seeds.Take(seeds)],
                Experiments = [.. whole.Experiments.Take(experiments).Select(e => e with { Schedules = [.. e.Schedules.Take(schedules)] })],
            },
            whole);

    [Fact]
    public void Plan_WithAnyExtension_LeavesWhatWasPlannedAsItIs() =>
        Grown.Sample(grown =>
        {
            var (before, after) = (StudyPlanner.Plan(grown.Part), StudyPlanner.Plan(grown.Part, grown.Whole));
            Assert.Equal(before.Stages, after.Stages.Take(before.Stages.Length));
            Assert.Equal(before.Trials.Length, after.Trials.Zip(before.Trials).Count(pair => pair.First.Spec == pair.Second.Spec && pair.First.Path.SequenceEqual(pair.Second.Path)));
        });

    [Fact]
    public void Plan_WithAnyExtension_HasEachTrialOfTheWholeOnce() =>
        Grown.Sample(grown =>
        {
            var (whole, after) = (StudyPlanner.Plan(grown.Whole), StudyPlanner.Plan(grown.Part, grown.Whole));
            Assert.Equal(
                whole.Trials.Select(trial => (trial.Experiment, trial.ScheduleName, TrialKey.Of(trial.Spec))).Order(),
                after.Trials.Select(trial => (trial.Experiment, trial.ScheduleName, TrialKey.Of(trial.Spec))).Order());
            Assert.Equal(Enumerable.Range(0, after.Trials.Length), after.Trials.Select(trial => trial.Index));
        });

    [Fact]
    public void Plan_WithAnyExtension_TilesEachTrialWithStagesThatAreItsOwn() =>
        Grown.Sample(grown =>
        {
            var plan = StudyPlanner.Plan(grown.Part, grown.Whole);
            var stages = plan.Stages.ToDictionary(stage => stage.Id);
            foreach (var trial in plan.Trials)
            {
                var path = trial.Path.Select(id => stages[id]).ToList();
                Assert.Equal((0, trial.Spec.TotalSteps, true), (path[0].From, path[^1].To, path[^1].Final));
                Assert.All(path.Zip(path.Skip(1)), pair => Assert.Equal((pair.First.To, pair.First.Id), (pair.Second.From, pair.Second.Parent)));
                // Whoever leads a stage trains it as this trial would.
                Assert.All(path, stage => Assert.Equal(StageKey.Of(plan.Trials[stage.Leader].Spec, stage.To), StageKey.Of(trial.Spec, stage.To)));
            }
        });

    [Fact]
    public void Plan_WithMoreSeedsAndSchedulesThatAreThere_IsAsIfPlannedAtOnce() =>
        AnyStudy.Any.Select(Gen.Int[1, 3]).Sample((whole, seeds) =>
        {
            var part = whole with { Seeds = [.. whole.Seeds.Take(seeds)] };
            Assert.Equal(Steps(StudyPlanner.Plan(whole)), Steps(StudyPlanner.Plan(part, whole)));
        });

    [Fact]
    public void Plan_ExtendedInTheMiddleOfAStage_TrainsItAgainFromTheNearestCheckpoint()
    {
        var launched = Study(("early", AnyStudy.Starts((Quantize, Weights, 10))), ("late", AnyStudy.Starts((Quantize, Weights, 30))));
        var plan = StudyPlanner.Plan(
            launched, Study(("between", AnyStudy.Starts((Quantize, Weights, 20))), ("later", AnyStudy.Starts((Quantize, Weights, 30), (Prune, Weights, 35)))));

        PlannedStage[] added =
        [
            new("t0002.1", "t0000.0", "e/1", 2, 10, 20, 30, false),
            new("t0002.2", "t0002.1", "e/1", 2, 20, 40, 20, true),
            // Quantized at 30 as one that is there, up to 35, where that one has no checkpoint.
            new("t0003.2", "t0001.1", "e/1", 3, 30, 35, 10, false),
            new("t0003.3", "t0003.2", "e/1", 3, 35, 40, 5, true),
        ];
        Assert.Equal(added, plan.Stages.Skip(StudyPlanner.Plan(launched).Stages.Length));
    }

    [Fact]
    public void Problems_OfOtherSettingsUnderAName_AreTold()
    {
        var study = Study(("float", AnyStudy.Starts()), ("Q", AnyStudy.Starts((Quantize, Weights, 10))));
        var other = study with { Experiments = [study.Experiments[0] with { Network = "mnist-net" }] };

        Assert.Equal(["experiment 'e' is there already, with other settings; give the new one another name"], StudyExtension.Problems(study, other));
        Assert.Empty(StudyExtension.Problems(study, study));
    }

    [Fact]
    public void Problems_OfAnotherScheduleUnderAName_AreTold()
    {
        var study = Study(("float", AnyStudy.Starts()), ("Q", AnyStudy.Starts((Quantize, Weights, 10))));
        var changed = Study(("Q", AnyStudy.Starts((Quantize, Weights, 20))));
        var renamed = Study(("new", AnyStudy.Starts((Quantize, Weights, 10))));

        Assert.Equal(["experiment 'e': schedule 'Q' is there already, with other onsets; give the new one another name"], StudyExtension.Problems(study, changed));
        Assert.Equal(["experiment 'e': schedule 'new' is there already, and is called 'Q'; allowed: each schedule once"], StudyExtension.Problems(study, renamed));
    }

    [Fact]
    public void Merge_OfAnyExtension_HasTheNamesOfBoth() =>
        Grown.Sample(grown =>
        {
            var merged = StudyExtension.Merge(grown.Part, grown.Whole);
            Assert.Equal(grown.Whole.Seeds.Order(), merged.Seeds.Order());
            Assert.Equal(
                grown.Whole.Experiments.SelectMany(e => e.Schedules.Select(s => (e.Name, s.Name))),
                merged.Experiments.SelectMany(e => e.Schedules.Select(s => (e.Name, s.Name))));
        });

    private static long Steps(StudyPlan plan) => plan.Stages.Sum(stage => stage.To - stage.From);

    private static StudySpec Study(params (string Name, Schedule Schedule)[] schedules)
    {
        var experiment = AnyStudy.Of("e", 4, 4, "convnet", schedules.Select(schedule => schedule.Schedule));
        return new StudySpec
        {
            Name = "any",
            Seeds = [1],
            Experiments = [experiment with { Schedules = [.. experiment.Schedules.Zip(schedules, (spec, named) => spec with { Name = named.Name })] }],
        };
    }
}
