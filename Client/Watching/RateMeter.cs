namespace JointQP.Client.Watching;

/// <summary>Steps a second over the last while, and the time left at that rate.</summary>
internal sealed class RateMeter
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(30);

    private readonly Queue<(DateTimeOffset At, long Steps)> _seen = [];

    /// <summary>Steps a second; null until two readings with time between them were seen.</summary>
    public double? PerSecond { get; private set; }

    /// <summary>Notes that so many steps are done now.</summary>
    public void Note(DateTimeOffset at, long steps)
    {
        // A lost lease takes its steps back; measuring across that would give a rate below the true one, or below zero.
        if (_seen.Count > 0 && steps < _seen.Last().Steps)
            _seen.Clear();
        _seen.Enqueue((at, steps));
        while (_seen.Count > 2 && at - _seen.Peek().At > Window)
            _seen.Dequeue();
        var (firstAt, firstSteps) = _seen.Peek();
        PerSecond = at > firstAt ? (steps - firstSteps) / (at - firstAt).TotalSeconds : null;
    }

    /// <summary>The time for so many steps more; null without a rate, or at a standstill.</summary>
    public TimeSpan? Left(long steps) =>
        steps == 0 ? TimeSpan.Zero
        : PerSecond is > 0 and { } rate && steps / rate < TimeSpan.FromDays(3650).TotalSeconds ? TimeSpan.FromSeconds(steps / rate)
        : null;
}
