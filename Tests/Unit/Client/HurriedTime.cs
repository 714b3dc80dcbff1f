namespace JointQP.Tests.Unit.Client;

/// <summary>A clock that moves on by itself, and at once, whenever somebody waits for it.</summary>
internal sealed class HurriedTime(DateTimeOffset start) : TimeProvider
{
    private DateTimeOffset _now = start;

    public override DateTimeOffset GetUtcNow() => _now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        _now += dueTime;
        ThreadPool.QueueUserWorkItem(_ => callback(state));
        return new Gone();
    }

    private sealed class Gone : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
