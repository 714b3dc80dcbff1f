namespace JointQP.Client.Hosting;

/// <summary>What the console tells the shell.</summary>
internal static class ExitCode
{
    /// <summary>All is well.</summary>
    public const int Ok = 0;

    /// <summary>The study was cancelled or has failed trials, or it has ended and so cannot be paused or resumed.</summary>
    public const int Failed = 1;

    /// <summary>A word, a file or a place given by the user cannot be used. The silo uses the same.</summary>
    public const int BadInput = 2;

    /// <summary>No JointQP answers there, or (<c>up</c>, <c>demo</c>) one runs there already.</summary>
    public const int NotRunning = 3;

    /// <summary>The time given to wait was over.</summary>
    public const int TimedOut = 4;

    /// <summary>A defect of JointQP: nothing the user did.</summary>
    public const int Defect = 70;

    /// <summary>Ctrl-C or SIGTERM.</summary>
    public const int Interrupted = 130;

    /// <summary>For the help of the root command.</summary>
    public const string Help =
        """
        Exit codes:
          0    done
          1    the study was cancelled or has failed trials (watch, wait, results,
               demo), or has ended (pause, resume), you said no (delete), or
               a trial has no network to fetch (trial download)
          2    a word, a file or a place that was given cannot be used
          3    no JointQP runs or answers there; up, demo: one runs there already
          4    the time was over (wait)
          70   a defect of JointQP
          130  interrupted
        """;
}
