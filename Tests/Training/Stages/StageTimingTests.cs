using JointQP.Studies.Rates;

namespace JointQP.Tests.Training.Stages;

public sealed class StageTimingTests : IDisposable
{
    private readonly StageBench _bench = new();

    [Fact]
    public void Run_WholeTrial_TellsItsStepsByKindAndItsEvaluations()
    {
        var timing = _bench.Run(_bench.Job(StageBench.Joint)).Timing!;

        Assert.Equal("cpu", timing.Device);
        Assert.Equal(new StepKinds(StageBench.Joint).Count(0, 30), timing.Steps.Select(steps => KeyValuePair.Create(steps.Kind, steps.Count)));
        Assert.Equal(30, timing.Steps.Sum(steps => steps.Count));
        // After each epoch, and of the test data.
        Assert.Equal(
            [("P(w,f)", 160, 1L), ("P(w,f) Q(w,f)", 160, 1L), ("P(w,f) Q(w,f)", 256, 1L)],
            timing.Evaluations.Select(evaluation => (evaluation.Kind, evaluation.Samples, evaluation.Count)));
    }

    [Fact]
    public void Run_FromACheckpointInside_TellsItsOwnStepsAlone()
    {
        var left = _bench.RunAndStopAfter(_bench.Job(StageBench.Joint, to: 25), 10);

        var timing = _bench.Run(_bench.Job(StageBench.Joint, to: 25, left.Checkpoints[^1])).Timing!;

        Assert.Equal(new StepKinds(StageBench.Joint).Count(10, 25), timing.Steps.Select(steps => KeyValuePair.Create(steps.Kind, steps.Count)));
    }

    [Fact]
    public void Run_OnAClock_TellsWhatPassedOnIt()
    {
        // The clock moves while a step is told, by a minute each: the bench's only way to pass time.
        var timing = _bench.Run(_bench.Job(StageBench.Float, to: 20), 5, 12).Timing!;

        Assert.Equal(120, timing.Steps.Sum(steps => steps.Seconds));
        Assert.Equal(120, timing.Total());
    }

    public void Dispose() => _bench.Dispose();
}
