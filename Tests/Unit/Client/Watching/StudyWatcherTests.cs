using System.Collections.Immutable;
using JointQP.Client.Watching;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Grains.Interfaces.Workers;

namespace JointQP.Tests.Unit.Client.Watching;

public sealed class StudyWatcherTests
{
    [Fact]
    public async Task Frames_UntilTheStudyEnds_EndWithTheEndedOne()
    {
        var frames = await Watch(() => Samples.Status(), () => Samples.Status(stepsDone: 2000), () => Samples.Status(StudyPhase.Completed, 6000, 6));

        Assert.Equal([1500L, 2000, 6000], frames.Select(f => f.Status.StepsDone));
        Assert.True(frames[^1].IsLast);
    }

    [Fact]
    public async Task Frames_WhileTheClusterIsAway_KeepTheLastAndGoOn()
    {
        var frames = await Watch(() => Samples.Status(), () => throw new TimeoutException(), () => Samples.Status(StudyPhase.Completed, 6000, 6));

        Assert.Equal([false, true, false], frames.Select(f => f.Waiting));
        Assert.Equal(1500, frames[1].Status.StepsDone);
        Assert.Null(frames[1].Left);
        Assert.True(frames[1].Silence > TimeSpan.Zero);
        Assert.Null(frames[2].Silence);
    }

    [Fact]
    public async Task Frames_StudyDeletedMeanwhile_EndWithoutItsEnd()
    {
        var frames = await Watch(() => Samples.Status(), () => null);

        Assert.False(Assert.Single(frames).IsLast);
    }

    [Fact]
    public async Task Frames_ClusterAwayAtTheStart_IsAnError() =>
        await Assert.ThrowsAsync<TimeoutException>(() => Watch(() => throw new TimeoutException()));

    [Fact]
    public async Task Frames_ErrorThatIsNoLoss_IsAnError() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => Watch(() => Samples.Status(), () => throw new InvalidOperationException()));

    [Fact]
    public async Task Frames_OfUnknownStudy_AreNone() => Assert.Empty(await Watch(() => null));

    private static async Task<List<WatchFrame>> Watch(params Func<StudyStatus?>[] readings)
    {
        await using var source = new Script(readings);
        var frames = new List<WatchFrame>();
        await foreach (var frame in new StudyWatcher(source, new HurriedTime(Recorded.Start)).Frames(TestContext.Current.CancellationToken))
            frames.Add(frame);
        return frames;
    }

    private sealed class Script(Func<StudyStatus?>[] readings) : IStudySource
    {
        private int _next;

        public Task<(StudyPulse? Pulse, ImmutableArray<WorkerView> Workers)> Read(CancellationToken cancellationToken) =>
            Task.FromResult((readings[_next++]() is { } status ? Samples.Pulse(status) : null, ImmutableArray<WorkerView>.Empty));

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
