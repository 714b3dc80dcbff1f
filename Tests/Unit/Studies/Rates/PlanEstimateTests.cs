using CsCheck;
using JointQP.Studies.Planning;
using JointQP.Studies.Rates;
using JointQP.Studies.Spec;
using JointQP.Studies.Words;
using JointQP.Tests.Unit.Studies.Planning;

namespace JointQP.Tests.Unit.Studies.Rates;

public sealed class PlanEstimateTests
{
    // 40 steps in 4 epochs each: one float, the other quantized from step 20 on. Validation and test data are one sample.
    private static readonly StudySpec Study = new()
    {
        Name = "two",
        Seeds = [1],
        Experiments = [AnyStudy.Of("e", 4, 4, "convnet", [Schedule.Float, AnyStudy.Starts((OperatorKind.Quantize, Target.Weights, 20))])],
    };

    private static readonly StudyPlan Plan = StudyPlanner.Plan(Study);

    private static readonly StageTiming Measured = new(
        "cpu",
        [new("float", 10, 1), new("Q(w), choosing Q(w)", 1, 2), new("Q(w)", 10, 3)],
        [new("float", 1, 1, 0.5), new("Q(w)", 1, 1, 0.6)],
        0.25);

    [Fact]
    public void Of_MeasuredKinds_IsStepsTimesRatesAndEvaluationsAndOverheads()
    {
        var estimate = Of(Book(Measured), workers: 2);

        Assert.Empty(estimate.Assumed);
        // The trunk: 20 steps and two epochs' ends. The float rest: as much, and the test. The quantized rest: a choice and 19 steps.
        const double Trunk = 2 + (2 * 0.5) + 0.25;
        const double Rest = Trunk + 0.5;
        const double Quantized = 2 + (19 * 0.3) + (3 * 0.6) + 0.25;
        Assert.Equal(Trunk + Rest + Quantized, estimate.DeviceTime!.Value.Likely, 9);
        Assert.Equal(Trunk + Quantized, estimate.WallTime!.Value.Likely, 9);
        // Not shared, a trial is still cut at its event.
        Assert.Equal(Trunk + Quantized + Trunk + Rest - 0.25, estimate.Unshared!.Value.Likely, 9);
        Assert.Equal(100 + 100 + 120, estimate.CheckpointBytes);
        Assert.InRange(estimate.DeviceTime.Value.Least, 0.89 * estimate.DeviceTime.Value.Likely, 0.92 * estimate.DeviceTime.Value.Likely);
        Assert.InRange(estimate.DeviceTime.Value.Most, 1.08 * estimate.DeviceTime.Value.Likely, 1.11 * estimate.DeviceTime.Value.Likely);
    }

    [Fact]
    public void Of_KindNeverMeasured_TakesTheNearestAndSaysSo()
    {
        var estimate = Of(Book(Measured with { Steps = [new("float", 10, 1), new("P(w)", 10, 2)], Evaluations = [new("float", 1, 1, 0.5)] }), workers: 1);

        Assert.Contains(new AssumedRate("convnet", "Q(w)", "float"), estimate.Assumed);
        Assert.Contains(new AssumedRate("convnet", "evaluating 1 samples, Q(w)", "1 samples, float"), estimate.Assumed);
        Assert.True(estimate.DeviceTime!.Value.Most > 1.3 * estimate.DeviceTime.Value.Likely);
    }

    [Fact]
    public void Of_AnotherBatchOrDataset_ScalesTheStepsAndSaysSo()
    {
        var spec = Plan.Trials[1].Spec;
        var other = RateBook.Empty.Add(spec with { Dataset = "fashion-mnist-sample", Training = spec.Training with { Batch = 8 } }, 40, Measured, 120);

        var estimate = Of(other, workers: 1);

        Assert.Contains(new AssumedRate("convnet", "fashion-mnist with batch 4", "fashion-mnist-sample with batch 8"), estimate.Assumed);
        // Half the batch, half the time of a step; evaluations are of so many samples whatever the batch.
        Assert.Equal(((2 + 2 + 2 + 5.7) / 2) + Evaluations + (3 * 0.25), estimate.DeviceTime!.Value.Likely, 9);
    }

    private const double Evaluations = (5 * 0.5) + (3 * 0.6);

    [Fact]
    public void Of_NetworkNeverMeasured_HasNoTimeAndNamesIt()
    {
        var estimate = Of(RateBook.Empty.Add(Plan.Trials[0].Spec with { Network = "mnist-net" }, 40, Measured, 1), workers: 1);

        Assert.Equal((null, null, null, null), (estimate.DeviceTime, estimate.Unshared, estimate.WallTime, estimate.CheckpointBytes));
        Assert.Equal(["convnet"], estimate.Unmeasured);
    }

    [Fact]
    public void Of_StagesThatDiffered_IsAsWideAsTheyDid()
    {
        var slow = Measured with { Steps = [.. Measured.Steps.Select(steps => steps with { Seconds = 2 * steps.Seconds })] };
        var (steady, varied) = (Of(Book(Measured, Measured), workers: 1), Of(Book(Measured, slow), workers: 1));

        Assert.True(Width(varied) > 2 * Width(steady));

        static double Width(PlanEstimate estimate) => (estimate.DeviceTime!.Value.Most / estimate.DeviceTime.Value.Likely) - 1;
    }

    [Fact]
    public void Of_AnyStudy_IsUnsharedWhatThePlanWithoutSharingTakes()
    {
        var book = AnyStudy.Networks.Aggregate(RateBook.Empty, (book, network) => book.Add(Plan.Trials[1].Spec with { Network = network }, 40, Measured, 1));
        RungTests.Stopped.Sample(study =>
        {
            study = study with { Sharing = Sharing.Study };
            var alone = study with { Sharing = Sharing.None };

            var unshared = PlanEstimate.Of(study, StudyPlanner.Plan(study), book, workers: 1).Unshared!.Value;

            Assert.Equal(PlanEstimate.Of(alone, StudyPlanner.Plan(alone), book, workers: 1).DeviceTime!.Value.Likely, unshared.Likely, 1e-6);
        });
    }

    private static PlanEstimate Of(RateBook book, int workers) => PlanEstimate.Of(Study, Plan, book, workers);

    private static RateBook Book(params StageTiming[] timings) => timings.Aggregate(
        RateBook.Empty, (book, timing) => book.Add(Plan.Trials[0].Spec, 40, timing, 100).Add(Plan.Trials[1].Spec, 40, timing, 120));
}
