namespace JointQP.Tests.Faults.Simulation;

/// <summary>The workers' slots, each with its latest process; one that ends is started anew after a while.</summary>
internal sealed class WorkerSlots(SimulatedCluster cluster, int count, Func<int, string> fingerprint, Func<long> stepTime, long restart)
{
    private readonly SimulatedWorker[] _workers = new SimulatedWorker[count];
    private readonly Dictionary<string, int> _slots = new(StringComparer.Ordinal);

    /// <summary>Slots that have a process, or will have one again.</summary>
    public int Count { get; private set; } = count;

    /// <summary>Whether the others can do what one of them could.</summary>
    public bool MayLose => Count > 1 && fingerprint(Count - 1) == fingerprint(0);

    public SimulatedWorker this[int slot] => _workers[slot];

    public long IncarnationOf(string slot) => _workers[_slots[slot]].Incarnation;

    public void StartAll(double drift)
    {
        for (var slot = 0; slot < Count; slot++)
        {
            _slots.Add($"local-{slot}", slot);
            Start(slot, 1, 1 + (drift * ((2 * cluster.Dice.Fraction()) - 1)));
        }
    }

    /// <summary>Kills a worker's process; a newer one takes its slot after so long.</summary>
    public void Kill(int slot, long after)
    {
        var killed = _workers[slot];
        killed.Process.Kill();
        Restart(killed, slot, after);
    }

    /// <summary>Starts a newer process in a slot whose process only seems to be dead.</summary>
    public void Replace(int slot)
    {
        if (slot < Count)
            Start(slot, _workers[slot].Incarnation + 1, _workers[slot].Process.Pace);
    }

    public void Kill(string slot, long after) => Kill(_slots[slot], after);

    /// <summary>The last slot's process dies, and no other comes.</summary>
    public void Retire() => _workers[--Count].Process.Kill();

    private void Start(int slot, long incarnation, double pace)
    {
        SimulatedWorker worker = new(cluster, $"local-{slot}", incarnation, fingerprint(slot), pace, stepTime());
        _workers[slot] = worker;
        worker.Exited.Then(() => Restart(worker, slot, restart));
        worker.Process.Start(worker.Live);
    }

    private void Restart(SimulatedWorker before, int slot, long after) => cluster.Time.After(after, () =>
    {
        if (_workers[slot] == before && slot < Count)
            Start(slot, before.Incarnation + 1, before.Process.Pace);
    });
}
