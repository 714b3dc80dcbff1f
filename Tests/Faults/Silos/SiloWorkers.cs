using System.Globalization;
using JointQP.Tests.Faults.Simulation;

namespace JointQP.Tests.Faults.Silos;

/// <summary>The workers' slots of a run, each with its latest process; one that ends is started anew after a while.</summary>
internal sealed class SiloWorkers
{
    private readonly Lock _gate = new();
    private readonly SiloCluster _cluster;
    private readonly Turmoil _turmoil;
    private readonly Func<string, SimulatedStudy> _studies;
    private readonly WorkerSlot[] _slots;
    private readonly TestWorker?[] _latest;
    private readonly List<TestWorker> _all = [];
    private bool _over;

    public SiloWorkers(SiloCluster cluster, Turmoil turmoil, Func<string, SimulatedStudy> studies, Dice dice, ulong seed, double slowest)
    {
        (_cluster, _turmoil, _studies) = (cluster, turmoil, studies);
        Attempts = turmoil.Attempts;
        var kinds = dice.Roll(0.2) ? 2 : 1;
        _slots =
        [
            .. Enumerable.Range(0, (int)dice.Between(2, 4)).Select(slot => new WorkerSlot(
                string.Create(CultureInfo.InvariantCulture, $"run{seed}-{slot}"),
                slot % kinds == 0 ? "avx2" : "avx512",
                TimeSpan.FromSeconds(0.4 * (1 + (dice.Fraction() * (slowest - 1)))),
                dice.Roll(0.5))),
        ];
        _latest = new TestWorker?[_slots.Length];
    }

    public Attempts Attempts { get; }

    public int Count => _slots.Length;

    public TestWorker this[int slot]
    {
        get
        {
            lock (_gate)
                return _latest[slot]!;
        }
    }

    public void StartAll()
    {
        for (var slot = 0; slot < Count; slot++)
            Start(slot, null);
    }

    /// <summary>Kills the process of a slot; a newer one takes its place after so long.</summary>
    public void Kill(int slot, TimeSpan after)
    {
        var killed = this[slot];
        killed.Kill();
        Restart(killed, slot, after);
    }

    /// <summary>Starts a newer process in a slot whose process only seems to be dead.</summary>
    public void Replace(int slot) => Start(slot, this[slot]);

    /// <summary>Nothing of this run says anything any more.</summary>
    public void KillAll()
    {
        lock (_gate)
        {
            _over = true;
            _all.ForEach(worker => worker.Kill());
        }
    }

    private void Start(int slot, TestWorker? before)
    {
        lock (_gate)
        {
            if (_over || _latest[slot] != before)
                return;
            TestWorker worker = new(_cluster, _turmoil, Attempts, _studies, _slots[slot], (before?.Incarnation ?? 0) + 1);
            _latest[slot] = worker;
            _all.Add(worker);
            _ = worker.Exited.ContinueWith(_ => Restart(worker, slot, TimeSpan.FromSeconds(2)), TaskScheduler.Default);
            worker.Start();
        }
    }

    private void Restart(TestWorker before, int slot, TimeSpan after) => _ = Task.Run(async () =>
    {
        await Task.Delay(after, _turmoil.Time);
        Start(slot, before);
    });
}
