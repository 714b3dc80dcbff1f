using JointQP.Client.Watching;

namespace JointQP.Tests.Unit.Client.Watching;

public sealed class RateMeterTests
{
    private readonly RateMeter _meter = new();

    [Fact]
    public void PerSecond_AfterOneReading_IsUnknown()
    {
        Note(0, 100);

        Assert.Null(_meter.PerSecond);
        Assert.Null(_meter.Left(50));
    }

    [Fact]
    public void Left_AtASteadyRate_IsStepsOverRate()
    {
        Note(0, 100);
        Note(10, 300);

        Assert.Equal(20, _meter.PerSecond);
        Assert.Equal(TimeSpan.FromSeconds(30), _meter.Left(600));
    }

    [Fact]
    public void PerSecond_LooksBackThirtySeconds()
    {
        Note(0, 0);
        Note(100, 0);
        Note(110, 500);
        Note(130, 1500);

        Assert.Equal(50, _meter.PerSecond);
    }

    [Fact]
    public void PerSecond_AfterStepsWereTakenBack_StartsAnew()
    {
        Note(0, 0);
        Note(10, 1000);
        Note(11, 400);

        Assert.Null(_meter.PerSecond);

        Note(13, 600);

        Assert.Equal(100, _meter.PerSecond);
    }

    [Fact]
    public void Left_AtAStandstill_IsUnknownAndWithNothingLeftIsZero()
    {
        Note(0, 100);
        Note(10, 100);

        Assert.Null(_meter.Left(1));
        Assert.Equal(TimeSpan.Zero, _meter.Left(0));
    }

    private void Note(double seconds, long steps) => _meter.Note(Recorded.Start.AddSeconds(seconds), steps);
}
