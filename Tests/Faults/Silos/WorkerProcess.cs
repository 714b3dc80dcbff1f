namespace JointQP.Tests.Faults.Silos;

/// <summary>
/// What stands for the process of a worker, which can be frozen, thawed and killed while time goes on: its timers fire, its calls are sent and
/// answered, and its training takes a step only while it runs. It is the clock that the worker is given.
/// </summary>
internal sealed class WorkerProcess(FastTime time) : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly Queue<Action> _held = [];
    private readonly TaskCompletionSource _never = new();
    private TaskCompletionSource _thawed = Completed();
    private TimeSpan _frozenAt;
    private TimeSpan _asleep;

    public override long TimestampFrequency => time.TimestampFrequency;

    public bool IsKilled { get; private set; }

    /// <summary>The time by the fast clock without that in which the process was frozen.</summary>
    public TimeSpan Awake
    {
        get
        {
            lock (_gate)
                return (_thawed.Task.IsCompleted ? time.Elapsed : _frozenAt) - _asleep;
        }
    }

    /// <summary>Completes while the process runs; never when it was killed.</summary>
    public Task Running
    {
        get
        {
            lock (_gate)
                return IsKilled ? _never.Task : _thawed.Task;
        }
    }

    public override long GetTimestamp() => time.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => time.GetUtcNow();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new HeldTimer(this, time, callback, state, dueTime, period);

    public void Freeze()
    {
        lock (_gate)
        {
            if (!_thawed.Task.IsCompleted || IsKilled)
                return;
            _thawed = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _frozenAt = time.Elapsed;
        }
    }

    /// <summary>Goes on: what was awaited and training first, then the timers, as is possible in a process that was stopped.</summary>
    public void Thaw()
    {
        Action[] held;
        lock (_gate)
        {
            held = [.. _held];
            _held.Clear();
            if (_thawed.TrySetResult())
                _asleep += time.Elapsed - _frozenAt;
        }

        ThreadPool.QueueUserWorkItem(_ => Array.ForEach(held, fire => Post(fire)));
    }

    public void Kill()
    {
        TaskCompletionSource thawed;
        lock (_gate)
        {
            IsKilled = true;
            _held.Clear();
            thawed = _thawed;
        }

        // Wakes who waits for the thaw, to wait for ever instead; the training thread ends.
        thawed.TrySetResult();
    }

    /// <summary>Completes when the process runs.</summary>
    public async Task WhileHeld()
    {
        while (true)
        {
            var running = Running;
            if (running.IsCompleted)
                return;
            await running;
        }
    }

    /// <summary>Lets the training thread wait for so long by the fast clock, and for as long as the process is frozen.</summary>
    /// <exception cref="KilledException">The process was killed.</exception>
    public void Pass(TimeSpan span, CancellationToken either)
    {
        var until = time.Elapsed + span;
        do
        {
            Task running;
            lock (_gate)
                running = IsKilled ? throw new KilledException() : _thawed.Task;
            running.Wait(CancellationToken.None);
            var left = (until - time.Elapsed).TotalMilliseconds / time.Rate;
            if (left > 0)
                either.WaitHandle.WaitOne((int)Math.Clamp(Math.Ceiling(left), 1, 50));
        }
        while (time.Elapsed < until && !either.IsCancellationRequested);
        lock (_gate)
        {
            if (IsKilled)
                throw new KilledException();
        }
    }

    private static TaskCompletionSource Completed()
    {
        TaskCompletionSource done = new();
        done.SetResult();
        return done;
    }

    private void Post(Action fire)
    {
        lock (_gate)
        {
            if (IsKilled)
                return;
            if (!_thawed.Task.IsCompleted)
            {
                _held.Enqueue(fire);
                return;
            }
        }

        fire();
    }

    private sealed class HeldTimer : ITimer
    {
        private readonly Lock _gate = new();
        private readonly ITimer _timer;
        private int _version;

        public HeldTimer(WorkerProcess process, FastTime time, TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _timer = time.CreateTimer(_ => Fired(process, callback, state), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _timer.Change(dueTime, period);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Interlocked.Increment(ref _version);
            return _timer.Change(dueTime, period);
        }

        public void Dispose()
        {
            Interlocked.Increment(ref _version);
            _timer.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        // One that was set anew before the process woke up does not fire for what it was set to before.
        private void Fired(WorkerProcess process, TimerCallback callback, object? state)
        {
            var version = Volatile.Read(ref _version);
            process.Post(() =>
            {
                if (Volatile.Read(ref _version) == version)
                    callback(state);
            });
        }
    }
}

/// <summary>The process is dead; nothing of it goes on.</summary>
internal sealed class KilledException() : Exception("This worker was killed.");
