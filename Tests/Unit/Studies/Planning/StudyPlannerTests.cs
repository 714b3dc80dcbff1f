using System.Collections.Immutable;
using CsCheck;
using JointQP.Studies.Planning;
using JointQP.Studies.Spec;
using JointQP.Studies.Words;
using static JointQP.Studies.Words.OperatorKind;
using static JointQP.Studies.Words.Target;

namespace JointQP.Tests.Unit.Studies.Planning;

public sealed class StudyPlannerTests
{
    [Fact]
    public void Plan_OfAnyStudy_TilesEveryTrialFromItsFirstStepToItsLast() =>
        AnyStudy.Any.Sample(study =>
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
                // Its own events are cuts; others are where somebody else goes another way.
                Assert.Subset(path.Select(stage => stage.From).ToHashSet(), TrialEvent.Of(trial.Spec).Select(e => e.Step).ToHashSet());
            }
        });

    [Fact]
    public void Plan_OfAnyStudy_HasUniqueFileSafeIdsAndParentsFirst() =>
        AnyStudy.Any.Sample(study =>
        {
            var plan = StudyPlanner.Plan(study);
            var seen = new HashSet<string>();
            foreach (var stage in plan.Stages)
            {
                Assert.True(stage.Parent is null || seen.Contains(stage.Parent));
                Assert.True(seen.Add(stage.Id));
                Assert.Matches(@"^t\d{4,}\.\d+$", stage.Id);
                Assert.Equal(plan.Trials.First(trial => trial.Path.Contains(stage.Id)).Index, stage.Leader);
            }
        });

    [Fact]
    public void Plan_OfAnyStudy_TrainsTwoTrialsTogetherExactlyAsLongAsTheyAreTheSame() =>
        AnyStudy.Any.Sample(study =>
        {
            var plan = StudyPlanner.Plan(study);
            var stages = plan.Stages.ToDictionary(stage => stage.Id);
            foreach (var (one, other) in from one in plan.Trials from other in plan.Trials where one.Index < other.Index select (one, other))
            {
                var shared = one.Path.Zip(other.Path).TakeWhile(pair => pair.First == pair.Second).Sum(pair => stages[pair.First].To - stages[pair.First].From);
                Assert.Empty(one.Path.Skip(other.Path.Length).Intersect(other.Path));
                Assert.Equal(study.Sharing == Sharing.None ? 0 : AreTheSame(one.Spec, other.Spec), shared);
            }
        }, iter: 300);

    [Fact]
    public void Plan_OfAnyStudy_HasItsTrialsForLeaves() =>
        AnyStudy.Any.Sample(study =>
        {
            var plan = StudyPlanner.Plan(study);
            var parents = plan.Stages.Select(stage => stage.Parent).ToHashSet();
            var leaves = plan.Stages.Where(stage => !parents.Contains(stage.Id)).ToList();
            Assert.All(leaves, leaf => Assert.True(leaf.Final));
            Assert.Equal(leaves.Select(leaf => leaf.Id).Order(), plan.Trials.Select(trial => trial.Path[^1]).Distinct().Order());
            Assert.Equal(plan.Trials.DistinctBy(Whole).Count(), leaves.Count);
            // Trials that are the same from beginning to end are trained once.
            string Whole(PlannedTrial trial) =>
                study.Sharing == Sharing.None ? trial.Path[^1] : StageKey.Of(trial.Spec, trial.Spec.TotalSteps);
        });

    [Fact]
    public void Plan_OfAnyStudy_KeepsOneTreeOnOneFingerprint() =>
        AnyStudy.Any.Sample(study =>
        {
            var plan = StudyPlanner.Plan(study);
            var stages = plan.Stages.ToDictionary(stage => stage.Id);
            // A pair's orders may not differ by the machine that they ran on.
            foreach (var pair in plan.Trials.GroupBy(trial => (trial.Experiment, trial.Spec.Seed)))
                Assert.Single(pair.SelectMany(trial => trial.Path).Select(id => stages[id].Tree).Distinct());
        });

    [Fact]
    public void Plan_OfAnyStudy_HasEveryTrialOnceWithSeedsTogether() =>
        AnyStudy.Any.Sample(study =>
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
        AnyStudy.Any.Sample(study =>
        {
            var (one, other) = (StudyPlanner.Plan(study), StudyPlanner.Plan(study));
            Assert.Equal(one.Stages, other.Stages);
            Assert.Equal(one.Trials.Select(trial => TrialKey.Of(trial.Spec)), other.Trials.Select(trial => TrialKey.Of(trial.Spec)));
        });

    [Fact]
    public void Plan_OfThreeSchedulesThatBeginAlike_IsThis()
    {
        var plan = StudyPlanner.Plan(Study([3, 1], Experiment("e", AnyStudy.Starts(), AnyStudy.Starts((Quantize, Weights, 10), (Prune, Weights, 25)), AnyStudy.Starts((Quantize, Weights, 10)))));

        ImmutableArray<PlannedStage> expected =
        [
            new("t0000.0", null, "e/3", 0, 0, 10, 40, false),
            new("t0000.1", "t0000.0", "e/3", 0, 10, 40, 30, true),
            new("t0001.1", "t0000.0", "e/3", 1, 10, 25, 30, false),
            new("t0001.2", "t0001.1", "e/3", 1, 25, 40, 15, true),
            new("t0002.2", "t0001.1", "e/3", 2, 25, 40, 15, true),
        ];
        Assert.Equal(expected, plan.Stages[..5]);
        Assert.Equal(["t0000.0", "t0001.1", "t0002.2"], plan.Trials[2].Path);
        Assert.Equal(10, plan.Stages.Length);
        Assert.Equal("e/1", plan.Stages[5].Tree);
    }

    [Fact]
    public void Plan_ExperimentsThatDifferInCompressionAlone_ShareTheirFloatBeginning()
    {
        var late = AnyStudy.Starts((Quantize, Weights, 20));
        var plan = StudyPlanner.Plan(Study(
            [1],
            Experiment("small", late),
            Experiment("large", late) with { Compression = new() { Weights = Granularity.Tensor } },
            Experiment("other", late) with { Network = "mnist-net" }));

        Assert.Equal("t0000.0", plan.Trials[1].Path[0]);
        Assert.NotEqual(plan.Trials[0].Path[1], plan.Trials[1].Path[1]);
        Assert.Equal("t0002.0", plan.Trials[2].Path[0]);
    }

    private static long AreTheSame(TrialSpec one, TrialSpec other)
    {
        var steps = Math.Min(one.TotalSteps, other.TotalSteps);
        return Enumerable.Range(0, (int)steps + 1).Reverse().FirstOrDefault(step => StageKey.Of(one, step) == StageKey.Of(other, step));
    }

    private static StudySpec Study(long[] seeds, params ExperimentSpec[] experiments) => new() { Name = "any", Seeds = [.. seeds], Experiments = [.. experiments] };

    private static ExperimentSpec Experiment(string name, params Schedule[] schedules) => AnyStudy.Of(name, 4, 4, "convnet", schedules);
}
