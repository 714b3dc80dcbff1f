using JointQP.Grains.Interfaces.Scheduling;
using JointQP.Worker.Agent;
using JointQP.Worker.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace JointQP.Tests.Training.Worker;

public sealed class StagePaceTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Tell_AfterACommit_WhatTheTimeWentTo()
    {
        var before = _time.GetTimestamp();
        var (pace, reporter) = Trained(before, steps: 3);
        Assert.Equal(
            "after the commit before, lease 1.0 ms, first step done 2.0 ms; after the last step or evaluation, checkpoint 4.0 ms, metrics 8.0 ms, commit 16.0 ms",
            pace.Tell(reporter));
        await reporter.Drain();
    }

    [Fact]
    public async Task Tell_NothingCommittedBefore_Nothing()
    {
        var (pace, reporter) = Trained(null, steps: 3);
        Assert.Null(pace.Tell(reporter));
        await reporter.Drain();
    }

    [Fact]
    public async Task Tell_NoStepTrained_Nothing()
    {
        var (pace, reporter) = Trained(_time.GetTimestamp(), steps: 0);
        Assert.Null(pace.Tell(reporter));
        await reporter.Drain();
    }

    private (StagePace Pace, StageReporter Reporter) Trained(long? before, int steps)
    {
        Pass(1);
        StagePace pace = new(_time, before);
        StageReporter reporter = new(
            _ => Task.FromResult(StageReply.Accepted),
            _ => Task.FromResult(StageReply.Accepted),
            _ => { },
            new GrainCalls(new SiloContact(_time), _time, NullLogger<GrainCalls>.Instance),
            new WorkerActivity(new RecentLog(_time), _time),
            _time,
            TestContext.Current.CancellationToken);
        for (var step = 1; step <= steps; step++)
        {
            Pass(2);
            reporter.OnStep(step, 16);
        }

        Pass(4);
        pace.Written();
        Pass(8);
        pace.Reported();
        Pass(16);
        pace.Committed();
        return (pace, reporter);
    }

    private void Pass(int milliseconds) => _time.Advance(TimeSpan.FromMilliseconds(milliseconds));
}
