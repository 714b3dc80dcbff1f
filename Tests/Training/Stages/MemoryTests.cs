using JointQP.Studies.Words;
using JointQP.Training;
using TorchSharp;

namespace JointQP.Tests.Training.Stages;

/// <summary>A worker trains stage after stage in one process: what a stage took is given back at its end, not when the collector finds time.</summary>
public sealed class MemoryTests : IDisposable
{
    private readonly StageBench _bench = new();

    [Theory]
    [InlineData(OptimizerKind.Sgd)]
    [InlineData(OptimizerKind.Adam)]
    [InlineData(OptimizerKind.Adadelta)]
    public void Run_StagesFreshResumedAndFinal_LeaveNoTensorBehind(OptimizerKind optimizer)
    {
        var spec = StageBench.Joint with { Training = StageBench.Joint.Training with { Optimizer = optimizer, Rate = 0.01 } };
        Assert.Equal(0, Left(() =>
        {
            var first = _bench.Run(_bench.Job(spec, to: 17), 5);
            _bench.Run(_bench.Job(spec, start: first.Result.Checkpoint), 20);
        }));
    }

    [Fact]
    public void Run_StagesThatFail_LeaveNoTensorBehind()
    {
        var seeded = _bench.Run(_bench.Job(StageBench.Float, to: 1)).Result.Checkpoint;
        Assert.Equal(0, Left(() =>
        {
            Assert.Throws<EngineException>(() => _bench.Run(_bench.Job(StageBench.Float with { Samples = new(480, 161, 256) })));
            Assert.ThrowsAny<EngineException>(() => _bench.Run(_bench.Job(StageBench.Float with { Training = StageBench.Float.Training with { Rate = 1e30 } })));
            Assert.Throws<JointQP.Training.Checkpoints.CheckpointException>(
                () => _bench.Run(_bench.Job(StageBench.Float with { Seed = 2 }, start: seeded)));
            _bench.RunAndStopAfter(_bench.Job(StageBench.Joint), 9);
        }));
    }

    public void Dispose() => _bench.Dispose();

    // The first run fills what is kept for good, such as data; tensors that only a finalizer would free still count as live.
    private static long Left(Action stages)
    {
        stages();
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        stages();
        return DisposeScopeManager.Statistics.ThreadTotalLiveCount - before;
    }
}
