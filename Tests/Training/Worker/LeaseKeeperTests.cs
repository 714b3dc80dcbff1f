using System.Threading.Channels;
using JointQP.Grains.Interfaces.Scheduling;
using JointQP.Studies.Planning;
using JointQP.Studies.Words;
using JointQP.Worker.Agent;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace JointQP.Tests.Training.Worker;

public sealed class LeaseKeeperTests
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider _time = new();
    private readonly Channel<TaskCompletionSource<StageReply>> _renewals = Channel.CreateUnbounded<TaskCompletionSource<StageReply>>();

    [Fact]
    public async Task Renew_Accepted_HoldsBeyondTheFirstDeadline()
    {
        await using var keeper = Keep(askedAt: _time.GetTimestamp());
        for (var i = 0; i < 6; i++)
            (await NextRenewal()).SetResult(StageReply.Accepted);
        Assert.False(keeper.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task Renew_Fenced_LosesTheLeaseAtOnce()
    {
        await using var keeper = Keep(askedAt: _time.GetTimestamp());
        (await NextRenewal()).SetResult(StageReply.Fenced);
        await Cancelled(keeper.Lost);
    }

    [Fact]
    public async Task Renew_GiveBack_AsksForTheStageAndKeepsTheLease()
    {
        await using var keeper = Keep(askedAt: _time.GetTimestamp());
        Assert.False(keeper.Wanted.IsCancellationRequested);
        for (var i = 0; i < 6; i++)
            (await NextRenewal()).SetResult(StageReply.GiveBack);
        await Cancelled(keeper.Wanted);
        Assert.False(keeper.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task Renew_Unanswered_LosesTheLeaseAtItsDeadline()
    {
        await using var keeper = Keep(askedAt: _time.GetTimestamp());
        await NextRenewal();
        _time.Advance(Duration / 3);
        Assert.False(keeper.Lost.IsCancellationRequested);
        _time.Advance(Duration / 3);
        await Cancelled(keeper.Lost);
    }

    [Fact]
    public async Task Deadline_CountsFromBeforeTheAsk()
    {
        var askedAt = _time.GetTimestamp();
        _time.Advance(Duration * 0.8);
        await using var keeper = Keep(askedAt);
        _time.Advance(Duration * 0.19);
        Assert.False(keeper.Lost.IsCancellationRequested);
        _time.Advance(Duration * 0.02);
        await Cancelled(keeper.Lost);
    }

    [Fact]
    public async Task Deadline_CountsFromBeforeTheRenewalWasSent()
    {
        await using var keeper = Keep(askedAt: _time.GetTimestamp());
        var renewal = await NextRenewal();
        _time.Advance(Duration / 4);
        renewal.SetResult(StageReply.Accepted);
        await NextRenewal();
        Assert.False(keeper.Lost.IsCancellationRequested);
        _time.Advance(Duration - (Duration / 4) - (Duration / 3));
        await Cancelled(keeper.Lost);
    }

    private LeaseKeeper Keep(long askedAt) => new(Lease(), askedAt, _ => Renewal(), _time, NullLogger.Instance);

    private Task<StageReply> Renewal()
    {
        var answer = new TaskCompletionSource<StageReply>();
        Assert.True(_renewals.Writer.TryWrite(answer));
        return answer.Task;
    }

    /// <summary>Lets the clock run until the keeper asks. Answers continue it inline, so it waits again before the clock moves on.</summary>
    private async Task<TaskCompletionSource<StageReply>> NextRenewal()
    {
        TaskCompletionSource<StageReply>? answer;
        while (!_renewals.Reader.TryRead(out answer))
        {
            _time.Advance(Duration / 30);
            await Task.Yield();
        }

        return answer;
    }

    private static async Task Cancelled(CancellationToken token)
    {
        var cancelled = new TaskCompletionSource();
        await using var registration = token.Register(cancelled.SetResult);
        await cancelled.Task.WaitAsync(TestContext.Current.CancellationToken);
    }

    private static StageLease Lease()
    {
        var spec = new TrialSpec
        {
            Task = "classification",
            Dataset = "fashion-mnist",
            Samples = new SampleCounts(128, 1, 1),
            Network = "convnet",
            Training = new TrainingSettings { Epochs = 1 },
            Compression = new CompressionSettings(),
            Schedule = Schedule.Float,
            Seed = 1,
        };
        return new StageLease
        {
            Token = new LeaseToken("s", "t0000.0", 1),
            Stage = new PlannedStage("t0000.0", null, "e/1", 0, 0, 1, 1, Final: true),
            Trial = new PlannedTrial(0, "e", "float", spec, ["t0000.0"]),
            Duration = Duration,
            CheckpointEvery = Duration,
        };
    }
}
