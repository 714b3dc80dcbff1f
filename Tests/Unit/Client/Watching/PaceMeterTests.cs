using JointQP.Client.Watching;
using Microsoft.Extensions.Time.Testing;

namespace JointQP.Tests.Unit.Client.Watching;

public sealed class PaceMeterTests
{
    private readonly FakeTimeProvider _time = new(Recorded.Start);
    private readonly PaceMeter _meter = new();
    private long _steps;

    [Fact]
    public void Pace_BeforeFourWorkerSeconds_IsUnknown()
    {
        Train(seconds: 3, stepsPerSecond: 10);
        Assert.Null(_meter.Pace);

        Train(seconds: 2, stepsPerSecond: 10);
        Assert.Equal(10, _meter.Pace!.Typical, 6);
    }

    [Fact]
    public void Pace_OfFewWindows_AllowsForMuchAndOfMany_ForWhatWasSeen()
    {
        Train(seconds: 20, stepsPerSecond: 10);
        Assert.Equal((10 / 1.5, 15.0), (_meter.Pace!.Slow, _meter.Pace.Fast));

        Train(seconds: 40, stepsPerSecond: 10);
        Assert.Equal((9.5, 10.5), (_meter.Pace.Slow, _meter.Pace.Fast));
    }

    [Fact]
    public void Pace_OfWindowsThatDiffer_IsAsWideAsTheyDiffer()
    {
        for (var pair = 0; pair < 4; pair++)
        {
            Train(seconds: 10, stepsPerSecond: 8);
            Train(seconds: 10, stepsPerSecond: 12);
        }

        // The standard deviation of 8, 12, 8, 12, ... eight times.
        var deviation = Math.Sqrt(8 * 4.0 / 7);
        Assert.Equal(10, _meter.Pace!.Typical, 6);
        Assert.Equal(10 - deviation, _meter.Pace.Slow, 1);
        Assert.Equal(10 + deviation, _meter.Pace.Fast, 1);
    }

    [Fact]
    public void Pace_IsOfOneWorker_SoThatItStaysWhenWorkersRunOut()
    {
        Train(seconds: 40, stepsPerSecond: 30, workers: 3);
        Train(seconds: 10, stepsPerSecond: 10, workers: 1);

        Assert.Equal(10, _meter.Pace!.Typical, 6);
        Assert.Equal(10.5, _meter.Pace.Fast, 6);
    }

    [Fact]
    public void Pace_StepsTakenBack_AreNoNegativePace()
    {
        Train(seconds: 40, stepsPerSecond: 10);
        _steps -= 300;
        Train(seconds: 10, stepsPerSecond: 10);

        Assert.Equal(10, _meter.Pace!.Typical, 6);
        Assert.Equal(9.5, _meter.Pace.Slow, 6);
    }

    [Fact]
    public void Pace_WhatWasMissedInABreak_IsNotMeasured()
    {
        Train(seconds: 40, stepsPerSecond: 10);
        _meter.Break();
        Assert.Null(_meter.Pace);

        _time.Advance(TimeSpan.FromMinutes(5));
        Train(seconds: 10, stepsPerSecond: 10);
        Assert.Equal(10, _meter.Pace!.Typical, 6);
    }

    [Fact]
    public void Pace_LooksBackTwoMinutes()
    {
        Train(seconds: 60, stepsPerSecond: 100);
        Train(seconds: 130, stepsPerSecond: 10);

        Assert.Equal(10, _meter.Pace!.Typical, 6);
    }

    [Fact]
    public void Pace_WhileNobodyTrains_IsThatOfThoseWhoDid()
    {
        Train(seconds: 40, stepsPerSecond: 10);
        Train(seconds: 40, stepsPerSecond: 0, workers: 0);

        Assert.Equal(10, _meter.Pace!.Typical, 1);
        Assert.Equal(0, _meter.Pace.Workers);
    }

    private void Train(int seconds, int stepsPerSecond, int workers = 1)
    {
        for (var half = 0; half < 2 * seconds; half++)
        {
            _meter.Note(_time.GetUtcNow(), _steps, workers);
            _time.Advance(TimeSpan.FromMilliseconds(500));
            _steps += half % 2 == 0 ? stepsPerSecond / 2 : stepsPerSecond - (stepsPerSecond / 2);
        }

        _meter.Note(_time.GetUtcNow(), _steps, workers);
    }
}
