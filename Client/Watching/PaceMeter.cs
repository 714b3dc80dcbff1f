namespace JointQP.Client.Watching;

/// <summary>Measures steps a second of one worker in windows of ten seconds, and how much the windows of the last two minutes differ.</summary>
/// <remarks>
/// Of one worker, so that a rate stays true when workers come or run out of work. Workers tell of their steps every two seconds: in shorter
/// windows the measuring would differ more than the pace.
/// </remarks>
internal sealed class PaceMeter
{
    private const int MostWindows = 12;
    private const int EnoughWindows = 3;

    /// <summary>Until there are enough windows, the pace may be so many times slower or faster than what was seen.</summary>
    private const double EarlyFactor = 1.5;

    /// <summary>Two minutes are no promise for hours: the range is never narrower than this share.</summary>
    private const double LeastSpread = 0.05;

    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Early = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Recent = TimeSpan.FromSeconds(30);

    private readonly Queue<(long Steps, double Seconds)> _windows = [];
    private readonly Queue<Reading> _recent = [];
    private Reading? _start;
    private Reading? _last;

    /// <summary>What was measured; null while it is too little to say anything.</summary>
    public Pace? Pace { get; private set; }

    /// <summary>Notes that so many steps are done now, and how many workers train.</summary>
    public void Note(DateTimeOffset at, long steps, int workers)
    {
        // A lost lease takes its steps back: a window across that would show less than the true pace.
        if (_last is { } before && steps < before.Steps)
            Break();
        var reading = new Reading(at, steps, workers, _last is { } last ? last.WorkerSeconds + (last.Workers * (at - last.At).TotalSeconds) : 0);
        _start ??= reading;
        _last = reading;
        _recent.Enqueue(reading);
        while (_recent.Count > 2 && at - _recent.Peek().At > Recent)
            _recent.Dequeue();
        if (at - _start.At >= Window)
        {
            Keep(Between(_start, reading));
            _start = reading;
        }

        Pace = Measure(reading);
    }

    /// <summary>What lies between the last reading and the next is not to be measured: the cluster was away.</summary>
    public void Break()
    {
        _recent.Clear();
        (_start, _last, Pace) = (null, null, null);
    }

    private static (long Steps, double Seconds) Between(Reading from, Reading to) => (to.Steps - from.Steps, to.WorkerSeconds - from.WorkerSeconds);

    private void Keep((long Steps, double Seconds) window)
    {
        // Nobody trained: that says nothing of how fast one trains.
        if (window.Seconds <= 0)
            return;
        _windows.Enqueue(window);
        if (_windows.Count > MostWindows)
            _windows.Dequeue();
    }

    private Pace? Measure(Reading now)
    {
        var first = _recent.Peek();
        var since = Between(_start!, now);
        var steps = _windows.Sum(window => window.Steps) + since.Steps;
        var seconds = _windows.Sum(window => window.Seconds) + since.Seconds;
        if (seconds < Early.TotalSeconds || now.At <= first.At || steps <= 0)
            return null;
        var typical = steps / seconds;
        var perSecond = (now.Steps - first.Steps) / (now.At - first.At).TotalSeconds;
        var workers = _recent.Where(reading => now.At - reading.At <= Window).Max(reading => reading.Workers);
        if (_windows.Count < EnoughWindows)
            return new Pace(perSecond, workers, typical / EarlyFactor, typical, typical * EarlyFactor);
        var rates = _windows.Select(window => window.Steps / window.Seconds).ToList();
        var mean = rates.Average();
        var deviation = Math.Sqrt(rates.Sum(rate => (rate - mean) * (rate - mean)) / (rates.Count - 1));
        var spread = Math.Clamp(deviation / typical, LeastSpread, 0.9);
        return new Pace(perSecond, workers, typical * (1 - spread), typical, typical * (1 + spread));
    }

    private sealed record Reading(DateTimeOffset At, long Steps, int Workers, double WorkerSeconds);
}
