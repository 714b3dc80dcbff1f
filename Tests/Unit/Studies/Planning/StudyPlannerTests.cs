using System.Collections.Immutable;
using CsCheck;
using JointQP.Studies.Notation;
using JointQP.Studies.Planning;
using JointQP.Studies.Spec;
using JointQP.Studies.Words;

namespace JointQP.Tests.Unit.Studies.Planning;

public sealed class StudyPlannerTests
{
    // Events anywhere in the training and, on purpose, also outside of it.
    private static readonly Gen<StudySpec> AnyStudy =
        from seeds in Gen.Long[0, 1000].HashSet[1, 4]
        from epochs in Gen.Int[1, 6]
        from stepsPerEpoch in Gen.Int[1, 10]
        from starts in Gen.Long[0, 70].Array[0, 4].Array[1, 4].Array[1, 3]
        select new StudySpec
        {
            Name = "any",
            Seeds = [.. seeds],
            Experiments = [.. starts.Select((schedules, index) => Experiment($"e{index}", epochs, stepsPerEpoch, schedules))],
        };

    [Fact]
    public void Plan_OfAnyStudy_TilesEveryTrialFromItsFirstStepToItsLast() =>
        AnyStudy.Sample(study =>
        {
            var plan = StudyPlanner.Plan(study);
            var stages = plan.Stages.ToDictionary(stage => stage.Id);
            foreach (var trial in plan.Trials)
            {
                var path = trial.Path.Select(id => stages[id]).ToList();
                Assert.Equal(0, path[0].From);
                Assert.Equal(trial.Spec.TotalSteps, path[^1].To);
                Assert.Null(path[0].Parent);
                Assert.All(path, stage => Assert.True(stage.To > stage.From));
                Assert.All(path, stage => Assert.Equal(trial.Spec.TotalSteps - stage.From, stage.Remaining));
                Assert.All(path, stage => Assert.Equal(stage == path[^1], stage.Final));
                Assert.All(path.Zip(path.Skip(1)), pair => Assert.Equal((pair.First.To, pair.First.Id), (pair.Second.From, pair.Second.Parent)));
                var inside = trial.Spec.Schedule.Events.Where(step => step > 0 && step < trial.Spec.TotalSteps);
                Assert.Equal(inside, path.Skip(1).Select(stage => stage.From));
            }
        });

    [Fact]
    public void Plan_OfAnyStudy_HasUniqueFileSafeIdsAndParentsFirst() =>
        AnyStudy.Sample(study =>
        {
            var plan = StudyPlanner.Plan(study);
            var seen = new HashSet<string>();
            foreach (var stage in plan.Stages)
            {
                Assert.True(stage.Parent is null || seen.Contains(stage.Parent));
                Assert.True(seen.Add(stage.Id));
                Assert.Matches(@"^t\d{4,}\.\d+$", stage.Id);
                Assert.Contains(stage.Id, plan.Trials[stage.Leader].Path);
                var spec = plan.Trials[stage.Leader];
                Assert.Equal($"{spec.Experiment}/{spec.Spec.Seed}", stage.Tree);
            }

            Assert.Equal(plan.Stages.Length, plan.Trials.Sum(trial => trial.Path.Length));
        });

    [Fact]
    public void Plan_OfAnyStudy_HasEveryTrialOnceWithSeedsTogether() =>
        AnyStudy.Sample(study =>
        {
            var plan = StudyPlanner.Plan(study);
            var expected = from experiment in study.Experiments
                           from seed in study.Seeds
                           from schedule in experiment.Schedules
                           select (experiment.Name, seed, schedule.Name);
            Assert.Equal(expected, plan.Trials.Select(trial => (trial.Experiment, trial.Spec.Seed, trial.ScheduleName)));
            Assert.Equal(Enumerable.Range(0, plan.Trials.Length), plan.Trials.Select(trial => trial.Index));
        });

    [Fact]
    public void Plan_Twice_GivesTheSamePlan() =>
        AnyStudy.Sample(study =>
        {
            var (one, other) = (StudyPlanner.Plan(study), StudyPlanner.Plan(study));
            Assert.Equal(one.Stages, other.Stages);
            Assert.Equal(one.Trials.Select(trial => TrialKey.Of(trial.Spec)), other.Trials.Select(trial => TrialKey.Of(trial.Spec)));
        });

    [Fact]
    public void Plan_OfTwoSchedules_IsThis()
    {
        var study = new StudySpec
        {
            Name = "two",
            Seeds = [3, 1],
            Experiments = [Experiment("e", epochs: 5, stepsPerEpoch: 10, [[], [0, 20, 35]])],
        };

        var plan = StudyPlanner.Plan(study);

        ImmutableArray<PlannedStage> expected =
        [
            new("t0000.0", null, "e/3", 0, 0, 50, 50, true),
            new("t0001.0", null, "e/3", 1, 0, 20, 50, false),
            new("t0001.1", "t0001.0", "e/3", 1, 20, 35, 30, false),
            new("t0001.2", "t0001.1", "e/3", 1, 35, 50, 15, true),
            new("t0002.0", null, "e/1", 2, 0, 50, 50, true),
            new("t0003.0", null, "e/1", 3, 0, 20, 50, false),
            new("t0003.1", "t0003.0", "e/1", 3, 20, 35, 30, false),
            new("t0003.2", "t0003.1", "e/1", 3, 35, 50, 15, true),
        ];
        Assert.Equal(expected, plan.Stages);
        Assert.Equal(["t0001.0", "t0001.1", "t0001.2"], plan.Trials[1].Path);
    }

    private static ExperimentSpec Experiment(string name, int epochs, int stepsPerEpoch, long[][] starts) => new()
    {
        Name = name,
        Task = "classification",
        Dataset = "fashion-mnist",
        Samples = new SampleCounts(stepsPerEpoch * 4, 1, 1),
        Network = "convnet",
        Training = new TrainingSettings { Epochs = epochs, Batch = 4 },
        Compression = new CompressionSettings(),
        Schedules =
        [
            .. starts.Select((steps, index) => new ScheduleSpec(
                $"s{index}",
                Ordering.Float,
                new Schedule("any", [.. steps.Select(step => new Onset(OperatorKind.Quantize, Target.Weights, 8, step))]))),
        ],
    };
}
