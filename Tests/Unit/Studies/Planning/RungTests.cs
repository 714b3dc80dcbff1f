using CsCheck;
using JointQP.Studies.Planning;
using JointQP.Studies.Spec;
using JointQP.Studies.Stopping;
using static JointQP.Studies.Words.OperatorKind;
using static JointQP.Studies.Words.Target;

namespace JointQP.Tests.Unit.Studies.Planning;

public sealed class RungTests
{
    public static readonly Gen<StudySpec> Stopped =
        from study in AnyStudy.Any
        from rungs in Gen.Long[1, 20].HashSet[1, 3]
        from judged in Gen.Bool.Array[3]
        select study with
        {
            Experiments =
            [
                .. study.Experiments.Select((experiment, i) => judged[i]
                    ? experiment with { Stopper = new StopperSettings { Rule = StopperRule.Halving, Rungs = [.. rungs.Order()] } }
                    : experiment),
            ],
        };

    [Fact]
    public void Plan_WithAStopper_JudgesEachTrialSoLongAfterItsLastOperatorSettled() =>
        Stopped.Sample(study =>
        {
            var plan = StudyPlanner.Plan(study);
            var stages = plan.Stages.ToDictionary(stage => stage.Id);
            foreach (var trial in plan.Trials)
            {
                var rungs = study.Experiments.Single(experiment => experiment.Name == trial.Experiment).Stopper?.Rungs ?? [];
                var expected = trial.Spec.Schedule.Onsets.IsEmpty ? [] : rungs.Select(rung => trial.Spec.Schedule.Settled + rung).Where(step => step < trial.Spec.TotalSteps).ToList();
                var judged = plan.Rungs.SelectMany(rung => rung.Trials).Where(one => one.Trial == trial.Index).Select(one => stages[one.Stage]).ToList();
                Assert.Equal(expected, judged.Select(stage => stage.To));
                Assert.All(judged, stage => Assert.True(stage.Rung));
                Assert.Subset(trial.Path.ToHashSet(), judged.Select(stage => stage.Id).ToHashSet());
            }
        });

    [Fact]
    public void Plan_WithAStopper_TrainsTheSameSteps() =>
        Stopped.Sample(study =>
        {
            var with = StudyPlanner.Plan(study);
            var without = StudyPlanner.Plan(study with { Experiments = [.. study.Experiments.Select(experiment => experiment with { Stopper = null })] });
            Assert.Equal(without.Stages.Sum(stage => stage.To - stage.From), with.Stages.Sum(stage => stage.To - stage.From));
            Assert.Equal(without.Trials.Select(trial => trial.Spec), with.Trials.Select(trial => trial.Spec));
            Assert.Empty(without.Rungs);
            Assert.DoesNotContain(without.Stages, stage => stage.Rung);
        });

    [Fact]
    public void Plan_OneIsJudgedWhereTheOtherGoesOn_TheyTrainOnTogether()
    {
        // Pruning ends at 12; the second trial's quantization comes at 25, and until then it is the same as the first.
        var plan = StudyPlanner.Plan(new StudySpec
        {
            Name = "s",
            Seeds = [1],
            Experiments =
            [
                AnyStudy.Of("e", 4, 4, "convnet", [AnyStudy.Starts((Prune, Weights, 10)), AnyStudy.Starts((Prune, Weights, 10), (Quantize, Weights, 25))]) with
                {
                    Stopper = new StopperSettings { Rule = StopperRule.Median, Rungs = [5, 30] },
                },
            ],
        });

        Assert.Equal(
            [(0, 10, false), (10, 17, true), (17, 25, false), (25, 40, false), (25, 30, true), (30, 40, false)],
            plan.Stages.Select(stage => (stage.From, stage.To, stage.Rung)));
        // The second rung would come after the end of both.
        var rung = Assert.Single(plan.Rungs);
        Assert.Equal(("e", 1, 5L), (rung.Experiment, rung.Number, rung.After));
        Assert.Equal([new JudgedTrial(0, "t0000.1"), new JudgedTrial(1, "t0001.3")], rung.Trials);
    }

    [Fact]
    public void Problems_OfAnExtensionThatTouchesAStopper_SaySo()
    {
        var plain = AnyStudy.Of("e", 4, 4, "convnet", [AnyStudy.Starts()]);
        var stopped = plain with { Stopper = new StopperSettings { Rule = StopperRule.Median, Rungs = [5] } };
        StudySpec Of(ExperimentSpec experiment) => new() { Name = "s", Seeds = [1], Experiments = [experiment] };

        Assert.Empty(StudyExtension.Problems(Of(plain), Of(plain)));
        Assert.Contains("has compared the schedules that it has", Assert.Single(StudyExtension.Problems(Of(stopped), Of(plain))), StringComparison.Ordinal);
        Assert.Contains("more trials would change", Assert.Single(StudyExtension.Problems(Of(plain), Of(stopped))), StringComparison.Ordinal);
    }
}
