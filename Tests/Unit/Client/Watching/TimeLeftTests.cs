using CsCheck;
using JointQP.Client.Watching;
using JointQP.Grains.Interfaces.Studies;

namespace JointQP.Tests.Unit.Client.Watching;

public sealed class TimeLeftTests
{
    [Fact]
    public void Of_OneWorker_IsTheWorkAtItsPace() =>
        Assert.Equal((100.0, 80.0, 200.0), Seconds(steps: 1000, trials: 5, longest: 200, new Pace(10, 1, 5, 10, 12.5)));

    [Fact]
    public void Of_AsManyWorkersAsTrials_IsTheLongestTrial() =>
        Assert.Equal((30.0, 30.0, 30.0), Seconds(steps: 900, trials: 4, longest: 300, Steady(workers: 4)));

    [Fact]
    public void Of_EqualTrials_AreDoneInRounds() =>
        // Three trials of 100 steps on two workers: 150 steps of time if they could be cut, 200 as they are.
        Assert.Equal((17.5, 15.0, 20.0), Seconds(steps: 300, trials: 3, longest: 100, Steady(workers: 2)));

    [Fact]
    public void Of_OneLongTrialAmongMany_CannotBeShorterThanIt() =>
        Assert.Equal(50, Seconds(steps: 600, trials: 11, longest: 500, Steady(workers: 4)).Least);

    [Fact]
    public void Of_NothingLeft_IsNone() =>
        Assert.Equal((0.0, 0.0, 0.0), Seconds(steps: 0, trials: 0, longest: 0, null));

    [Fact]
    public void Of_WithoutPaceOrWorkers_IsUnknown()
    {
        Assert.Null(TimeLeft.Of(new WorkLeft(10, 1, 10), 10, null));
        Assert.Null(TimeLeft.Of(new WorkLeft(10, 1, 10), 10, Steady(workers: 0)));
    }

    /// <summary>Whatever trials there are and in whichever order idle workers take them: the range holds what really comes out.</summary>
    [Fact]
    public void Of_AnyTrialsInAnyOrder_HoldsWhatComesOut() =>
        Gen.Select(Gen.Int[1, 1000].Array[1, 40], Gen.Int[1, 8]).Sample((trials, workers) =>
        {
            var free = new long[workers];
            foreach (var steps in trials)
                free[Array.IndexOf(free, free.Min())] += steps;
            var took = free.Max() / 10.0;

            var (likely, least, most) = Seconds(trials.Sum(), trials.Length, trials.Max(), Steady(workers));

            Assert.InRange(took, least - 1e-6, most + 1e-6);
            Assert.InRange(likely, least, most);
        });

    private static Pace Steady(int workers) => new(10 * workers, workers, 10, 10, 10);

    private static (double Likely, double Least, double Most) Seconds(long steps, int trials, long longest, Pace? pace)
    {
        var left = TimeLeft.Of(new WorkLeft(steps, trials, longest), longest, pace)!;
        return (left.Likely.TotalSeconds, left.Least.TotalSeconds, left.Most.TotalSeconds);
    }
}
