namespace JointQP.Tests.Faults.Simulation;

/// <summary>
/// A process of the cluster. What it waits for goes on only while it lives; frozen, it wakes up to all that has come meanwhile, in any order, as
/// threads do.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="dice">Decides the order in which it wakes up.</param>
/// <param name="pace">How fast its own clock goes: 1.01 is one in a hundred too fast.</param>
internal sealed class SimulatedProcess(VirtualTime time, Dice dice, double pace = 1)
{
    private readonly List<Action> _held = [];

    public bool Alive { get; private set; } = true;

    public bool Frozen { get; private set; }

    /// <summary>When it was last frozen, or thawed: what it does right then it does in good faith.</summary>
    public long ThawedAt { get; private set; } = long.MinValue / 2;

    /// <summary>Its own monotonic clock.</summary>
    public long Local => (long)(time.Now * pace);

    public double Pace => pace;

    public VirtualTime Time => time;

    public void Kill()
    {
        Alive = false;
        _held.Clear();
    }

    public void Freeze() => Frozen = true;

    public void Thaw()
    {
        if (!Frozen || !Alive)
            return;
        (Frozen, ThawedAt) = (false, time.Now);
        for (var left = _held.Count; left > 0; left--)
        {
            var next = (int)dice.Between(0, left - 1);
            time.Soon(this, _held[next]);
            _held.RemoveAt(next);
        }
    }

    public void Go(Action action)
    {
        if (!Alive)
            return;
        if (Frozen)
            _held.Add(action);
        else
            action();
    }

    /// <summary>Starts a thread of it, as it were.</summary>
    public async void Start(Func<Task> body)
    {
        try
        {
            await body();
        }
        catch (Exception e)
        {
            time.Fault ??= e;
        }
    }

    /// <summary>Waits by its own clock; false when <paramref name="until"/> was set before.</summary>
    public Pending<bool> Delay(long milliseconds, Signal? until = null)
    {
        Pending<bool> pending = new(this);
        time.After((long)Math.Ceiling(Math.Max(0, milliseconds) / pace), () => pending.TryComplete(true));
        until?.Then(pending);
        return pending;
    }
}
