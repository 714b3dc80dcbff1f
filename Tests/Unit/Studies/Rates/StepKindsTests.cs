using CsCheck;
using JointQP.Studies.Planning;
using JointQP.Studies.Rates;
using JointQP.Studies.Words;
using JointQP.Tests.Unit.Studies.Planning;

namespace JointQP.Tests.Unit.Studies.Rates;

public sealed class StepKindsTests
{
    // A batch of 4 and a window of 9: three steps are looked back on, the last of them included.
    private static readonly TrialSpec Joint = StudyPlanner.Plan(new()
    {
        Name = "kinds",
        Seeds = [1],
        Experiments =
        [
            AnyStudy.Of("e", 4, 9, "convnet",
                [new Schedule("any", [new(OperatorKind.Prune, Target.Weights, 0.5, 4, 2, 2), new(OperatorKind.Quantize, Target.Features, 8, 12), new(OperatorKind.Quantize, Target.Weights, 8, 20)])]),
        ],
    }).Trials[0].Spec;

    [Theory]
    [InlineData(0, "float")]
    [InlineData(5, "float")]
    [InlineData(6, "P(w), choosing P(w)")]
    [InlineData(7, "P(w)")]
    [InlineData(8, "P(w), choosing P(w)")]
    [InlineData(9, "P(w)")]
    [InlineData(10, "P(w), gathering")]
    [InlineData(12, "P(w) Q(f), choosing Q(f)")]
    [InlineData(13, "P(w) Q(f)")]
    [InlineData(20, "P(w) Q(w,f), choosing Q(w)")]
    [InlineData(39, "P(w) Q(w,f)")]
    public void At_Step_IsWhatIsInForceAndWhatElseItDoes(long step, string kind) => Assert.Equal(kind, new StepKinds(Joint).At(step));

    [Theory]
    [InlineData(0, "float")]
    [InlineData(6, "float")]
    [InlineData(7, "P(w)")]
    [InlineData(12, "P(w)")]
    [InlineData(13, "P(w) Q(f)")]
    public void After_Steps_IsWhatIsInForceThen(long trained, string kind) => Assert.Equal(kind, new StepKinds(Joint).After(trained));

    [Fact]
    public void Count_OfAnySpan_IsEveryStepOnceByItsKind() =>
        (from study in AnyStudy.Any from cut in Gen.Int[1, 39] select (study, cut)).Sample((study, cut) =>
        {
            foreach (var trial in StudyPlanner.Plan(study).Trials)
            {
                StepKinds kinds = new(trial.Spec);
                var expected = Enumerable.Range(cut, (int)trial.Spec.TotalSteps - cut).CountBy(step => kinds.At(step)).ToDictionary(of => of.Key, of => (long)of.Value);
                Assert.Equal(expected.OrderBy(of => of.Key, StringComparer.Ordinal), kinds.Count(cut, trial.Spec.TotalSteps));
            }
        }, iter: 200);

    [Fact]
    public void At_AnyStepThatTrialsShare_IsOneKind() =>
        AnyStudy.Any.Sample(study =>
        {
            // A stage is counted by its leader: the others of it must do the same in it.
            var plan = StudyPlanner.Plan(study);
            var stages = plan.Stages.ToDictionary(stage => stage.Id);
            foreach (var trial in plan.Trials)
            {
                foreach (var stage in trial.Path.Select(id => stages[id]))
                    Assert.Equal(new StepKinds(plan.Trials[stage.Leader].Spec).Count(stage.From, stage.To), new StepKinds(trial.Spec).Count(stage.From, stage.To));
            }
        }, iter: 200);

    [Theory]
    [InlineData("float", "float", 0)]
    [InlineData("float", "float, gathering", 0.5)]
    [InlineData("P(w,f) Q(w)", "P(w) Q(w,f)", 2)]
    [InlineData("P(w), choosing P(w)", "P(w,f)", 1.5)]
    public void Distance_OfKinds_CountsOperatorsThatOneHas(string one, string other, double distance)
    {
        Assert.Equal(distance, StepKinds.Distance(one, other));
        Assert.Equal(distance, StepKinds.Distance(other, one));
    }
}
