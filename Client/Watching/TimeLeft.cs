using JointQP.Grains.Interfaces.Studies;

namespace JointQP.Client.Watching;

/// <summary>How long a study still takes.</summary>
/// <param name="Likely">In the middle of what is possible, at the typical pace.</param>
/// <param name="Least">Work spread as well as can be, at a fast pace.</param>
/// <param name="Most">Work spread as badly as can be, at a slow pace.</param>
internal sealed record TimeLeft(TimeSpan Likely, TimeSpan Least, TimeSpan Most)
{
    private static readonly double Longest = TimeSpan.FromDays(3650).TotalSeconds;

    /// <summary>The estimate; null where nothing is known, or nobody trains.</summary>
    /// <remarks>
    /// With L steps in n trials on w workers, the longest trial having C before it, no order of work is done before max(L/w, C) steps of one
    /// worker. One that leaves no worker idle while a trial waits is done by L/w + C (w - 1)/w (Graham 1966), and by C in each of the
    /// n/w rounds, rounded up; at most w trials each have a worker to themselves.
    /// </remarks>
    public static TimeLeft? Of(WorkLeft work, long longest, Pace? pace)
    {
        if (work.Steps <= 0 || work.Trials <= 0)
            return new TimeLeft(TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero);
        if (pace is not { Workers: > 0, Slow: > 0 })
            return null;
        double workers = Math.Min(pace.Workers, work.Trials);
        var best = Math.Max(work.Steps / workers, longest);
        var rounds = Math.Ceiling(work.Trials / workers) * longest;
        var worst = Math.Max(best, Math.Min((work.Steps + (longest * (workers - 1))) / workers, rounds));
        return worst / pace.Slow < Longest
            ? new TimeLeft(Seconds((best + worst) / 2 / pace.Typical), Seconds(best / pace.Fast), Seconds(worst / pace.Slow))
            : null;
    }

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
