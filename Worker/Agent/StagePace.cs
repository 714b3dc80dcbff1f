using System.Globalization;

namespace JointQP.Worker.Agent;

/// <summary>What the time between two stages of a worker goes to, in which it trains nothing. Made when a lease has arrived.</summary>
/// <param name="time">The clock.</param>
/// <param name="before">When the commit of the stage before was answered; null when none was, or the worker has waited for work since.</param>
internal sealed class StagePace(TimeProvider time, long? before)
{
    private readonly long _leased = time.GetTimestamp();
    private long _written;
    private long _reported;
    private long _committed;

    /// <summary>Training is over, and its checkpoint is on disk.</summary>
    public void Written() => _written = time.GetTimestamp();

    /// <summary>Every metric is stored.</summary>
    public void Reported() => _reported = time.GetTimestamp();

    /// <summary>The commit is answered; tells when.</summary>
    public long Committed() => _committed = time.GetTimestamp();

    /// <summary>A line for the log; null when nothing was trained, or when the stage did not follow another.</summary>
    public string? Tell(StageReporter reporter)
    {
        if (before is not { } since || reporter is not { FirstStepAt: { } first, LatestWorkAt: { } latest })
            return null;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"after the commit before, lease {Between(since, _leased):0.0} ms, first step done {Between(_leased, first):0.0} ms; after the last step or evaluation, checkpoint {Between(latest, _written):0.0} ms, metrics {Between(_written, _reported):0.0} ms, commit {Between(_reported, _committed):0.0} ms");
    }

    private double Between(long from, long to) => time.GetElapsedTime(from, to).TotalMilliseconds;
}
