using System.Collections.Immutable;
using JointQP.Grains.Interfaces.Hosting;
using JointQP.Grains.Interfaces.Scheduling;
using JointQP.Grains.Interfaces.Trials;
using JointQP.Studies.Stages;
using JointQP.Worker.Agent;
using JointQP.Worker.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Orleans.Serialization;

namespace JointQP.Tests.Training.Worker;

public sealed class StageReporterTests
{
    private static readonly CheckpointRef Checkpoint = new("t0000.0-e1-s3-0.safetensors", 3, new string('0', 64), 10);

    private readonly FakeTimeProvider _time = new();
    private readonly List<string> _told = [];
    private readonly List<int> _batches = [];
    private Func<StageReply> _answer = () => StageReply.Accepted;

    [Fact]
    public async Task OnCheckpoint_AfterMetrics_IsRecordedOnceTheyAreStored()
    {
        var reporter = Reporter();
        Tell(reporter, 1, 3);
        reporter.OnCheckpoint(Checkpoint);
        Tell(reporter, 4, 5);
        await reporter.Drain();
        Assert.Equal(["1", "2", "3", "checkpoint 3", "older than 3 may go", "4", "5"], _told);
    }

    [Fact]
    public async Task OnCheckpoint_Fenced_LetsNoOlderOneGo()
    {
        _answer = () => StageReply.Fenced;
        var reporter = Reporter();
        reporter.OnCheckpoint(Checkpoint);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(reporter.Drain);
        Assert.Equal(["checkpoint 3"], _told);
        await reporter.Abandon();
    }

    [Fact]
    public async Task OnMetric_Many_AreSentInBoundedBatches()
    {
        var reporter = Reporter();
        Tell(reporter, 1, 2000);
        await reporter.Drain();
        Assert.Equal(Enumerable.Range(1, 2000).Select(step => $"{step}"), _told);
        Assert.All(_batches, batch => Assert.InRange(batch, 1, 512));
    }

    [Fact]
    public async Task OnMetric_WithoutAnEnd_IsSentAfterASecond()
    {
        var reporter = Reporter();
        Tell(reporter, 1, 2);
        while (_batches.Count == 0)
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        Assert.Equal(2, Assert.Single(_batches));
        await reporter.Abandon();
    }

    [Fact]
    public async Task OnMetricsComplete_IsSentAtOnceWhileTheCheckpointIsWritten()
    {
        var reporter = Reporter();
        Tell(reporter, 1, 2);
        reporter.OnMetricsComplete();
        // The clock stands: no second passes that would send them.
        while (_batches.Count == 0)
            await Task.Yield();
        Assert.Equal(2, Assert.Single(_batches));
        await reporter.Drain();
        Assert.Single(_batches);
    }

    [Fact]
    public async Task OnStep_Steps_TellsWhenTheFirstAndTheLatestWorkWereDone()
    {
        var reporter = Reporter();
        Assert.Equal((null, null), (reporter.FirstStepAt, reporter.LatestWorkAt));
        var began = _time.GetTimestamp();
        foreach (var _ in Enumerable.Range(0, 3))
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            reporter.OnStep(1, 16);
        }

        _time.Advance(TimeSpan.FromSeconds(1));
        reporter.OnActivity("training");
        Assert.Equal(
            (TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(4)),
            (_time.GetElapsedTime(began, reporter.FirstStepAt!.Value), _time.GetElapsedTime(began, reporter.LatestWorkAt!.Value)));
        await reporter.Drain();
    }

    [Fact]
    public async Task Append_Fenced_EndsTheStageForThisWorker()
    {
        _answer = () => StageReply.Fenced;
        var reporter = Reporter();
        Tell(reporter, 1, 1);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(reporter.Drain);
        Assert.True(reporter.Over.IsCancellationRequested);
        await reporter.Abandon();
    }

    public static TheoryData<Exception> TheClusters =>
        [new TimeoutException("no answer"), new StorageException("not stored"), new NpgsqlException("gone"), new SerializerException("an answer that cannot be read")];

    [Theory]
    [MemberData(nameof(TheClusters), DisableDiscoveryEnumeration = true)]
    public async Task Append_Unanswered_IsRepeatedUntilItIs(Exception why)
    {
        var failures = 3;
        _answer = () => failures-- > 0 ? throw why : StageReply.Accepted;
        var reporter = Reporter();
        Tell(reporter, 1, 1);
        var drained = reporter.Drain();
        while (!drained.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await drained;
        Assert.Equal(["1"], _told);
        Assert.Equal(-1, failures);
    }

    [Fact]
    public async Task OnMetric_LeaseLostWhileTheClusterIsSilent_FreesTheTrainingThread()
    {
        var silent = new TaskCompletionSource<StageReply>();
        using var over = new CancellationTokenSource();
        var reporter = new StageReporter(_ => silent.Task, _ => silent.Task, _ => { }, Calls(), new WorkerActivity(new RecentLog(_time), _time), _time, over.Token);
        var training = Task.Factory.StartNew(
            () => Tell(reporter, 1, 100_000), TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await over.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => training);
        await reporter.Abandon();
    }

    private static void Tell(StageReporter reporter, int from, int to)
    {
        for (var step = from; step <= to; step++)
            reporter.OnMetric(step, "train/loss", step);
    }

    private GrainCalls Calls() => new(new SiloContact(_time), _time, NullLogger<GrainCalls>.Instance);

    private StageReporter Reporter() => new(
        Append,
        Record,
        checkpoint => _told.Add($"older than {checkpoint.Step} may go"),
        Calls(),
        new WorkerActivity(new RecentLog(_time), _time),
        _time,
        TestContext.Current.CancellationToken);

    private Task<StageReply> Append(ImmutableArray<MetricRow> rows)
    {
        var answer = _answer();
        _batches.Add(rows.Length);
        _told.AddRange(rows.Select(row => $"{row.Step}"));
        return Task.FromResult(answer);
    }

    private Task<StageReply> Record(CheckpointRef checkpoint)
    {
        _told.Add($"checkpoint {checkpoint.Step}");
        return Task.FromResult(_answer());
    }
}
