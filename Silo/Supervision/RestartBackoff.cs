namespace JointQP.Silo.Supervision;

/// <summary>How long to wait before a worker that ended is started again.</summary>
internal static class RestartBackoff
{
    /// <summary>The first wait, and the wait after a worker that lived long.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(500);

    /// <summary>No wait is longer.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>A worker that lived this long did not end at its start: the waits begin anew.</summary>
    public static readonly TimeSpan LongLife = TimeSpan.FromMinutes(1);

    /// <summary>Twice the wait before, between the shortest and the longest.</summary>
    /// <param name="previous">The wait before this life; zero for a first life.</param>
    /// <param name="lived">How long the worker lived.</param>
    public static TimeSpan Next(TimeSpan previous, TimeSpan lived)
    {
        if (lived >= LongLife || previous < Shortest)
            return Shortest;
        return previous * 2 < Longest ? previous * 2 : Longest;
    }
}
