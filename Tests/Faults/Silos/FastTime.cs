namespace JointQP.Tests.Faults.Silos;

/// <summary>
/// A clock that runs so many times as fast as the machine's, timers included. It can be slowed down under way: a machine that does not keep up gets
/// the time it needs, so that a run that is right comes to its end however slow the machine is.
/// </summary>
internal sealed class FastTime : TimeProvider
{
    private static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Lock _gate = new();
    private readonly double _usual;
    private long _since = System.GetTimestamp();
    private long _before;
    private double _rate;

    public FastTime(double rate) => (_usual, _rate) = (rate, rate);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public double Rate
    {
        get
        {
            lock (_gate)
                return _rate;
        }
    }

    /// <summary>Since the clock was made, by itself.</summary>
    public TimeSpan Elapsed => new(GetTimestamp());

    public override long GetTimestamp()
    {
        lock (_gate)
            return _before + (long)(System.GetElapsedTime(_since).Ticks * _rate);
    }

    public override DateTimeOffset GetUtcNow() => Start + Elapsed;

    /// <summary>Goes so many times slower than usual from now on.</summary>
    public void Slow(double times)
    {
        lock (_gate)
        {
            var now = System.GetTimestamp();
            _before += (long)(System.GetElapsedTime(_since, now).Ticks * _rate);
            (_since, _rate) = (now, Math.Max(1, _usual / times));
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new FastTimer(this, callback, state, dueTime, period);

    /// <summary>A timer of the machine that is set anew until the fast clock has come to the time.</summary>
    private sealed class FastTimer : ITimer
    {
        private readonly Lock _gate = new();
        private readonly FastTime _time;
        private readonly TimerCallback _callback;
        private readonly object? _state;
        private readonly ITimer _timer;
        private TimeSpan? _due;
        private TimeSpan _period;

        public FastTimer(FastTime time, TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            (_time, _callback, _state) = (time, callback, state);
            _timer = System.CreateTimer(static timer => ((FastTimer)timer!).Fire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            Change(dueTime, period);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (_gate)
            {
                _due = dueTime < TimeSpan.Zero ? null : _time.Elapsed + dueTime;
                _period = period;
                return Arm();
            }
        }

        public void Dispose()
        {
            lock (_gate)
                _due = null;
            _timer.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private bool Arm()
        {
            var wait = Timeout.InfiniteTimeSpan;
            if (_due is { } due)
                wait = TimeSpan.FromMilliseconds(Math.Ceiling(Math.Clamp((due - _time.Elapsed).TotalMilliseconds / _time.Rate, 0, 1000)));
            return _timer.Change(wait, Timeout.InfiniteTimeSpan);
        }

        private void Fire()
        {
            lock (_gate)
            {
                if (_due is not { } due)
                    return;
                if (_time.Elapsed < due)
                {
                    Arm();
                    return;
                }

                _due = _period > TimeSpan.Zero ? due + _period : null;
                Arm();
            }

            _callback(_state);
        }
    }
}
