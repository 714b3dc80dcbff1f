namespace JointQP.Tests.Faults.Simulation;

/// <summary>All processes of a cluster, and where its grains are.</summary>
internal sealed class SimulatedCluster
{
    private readonly List<SimulatedProcess> _silos = [];
    private readonly Dictionary<(string Kind, string Study, int Trial), Activation> _placed = [];
    private readonly Dictionary<(string Kind, string Study, int Trial), Activation> _stale = [];
    private readonly Dictionary<string, SimulatedStudy> _studies = new(StringComparer.Ordinal);
    private readonly List<string> _launched = [];
    private Weather _weather = Weather.Calm;

    public SimulatedCluster(ulong seed, int silos, Action<string>? log = null)
    {
        Dice = new Dice(seed);
        Time = new VirtualTime { Log = log };
        Auditor = new Auditor(this);
        Store = new SimulatedStore(Time, Dice, Auditor, Tally);
        Network = new Network(Time, Dice, Tally);
        for (var silo = 0; silo < silos; silo++)
            _silos.Add(new SimulatedProcess(Time, Dice));
        User = new SimulatedProcess(Time, Dice);
    }

    public Dice Dice { get; }

    public VirtualTime Time { get; }

    public Auditor Auditor { get; }

    public SimulatedStore Store { get; }

    public Network Network { get; }

    public Tally Tally { get; } = new();

    public CheckpointDisk Disk { get; } = new();

    public WorkerSlots Workers { get; set; } = null!;

    /// <summary>Who gives commands at the console.</summary>
    public SimulatedProcess User { get; }

    /// <summary>How long a grain waits for another. Milliseconds.</summary>
    public long GrainTimeout { get; init; } = 5000;

    /// <summary>Steps between two metrics.</summary>
    public long MetricEvery { get; init; } = 5;

    /// <summary>Stages that always come to harm.</summary>
    public Curses Curses { get; init; } = new();

    public IReadOnlyList<SimulatedProcess> Silos => _silos;

    public IReadOnlyList<string> Launched => _launched;

    /// <summary>How long workers waited from the end of one stage to the next, for who measures it.</summary>
    public Action<long> Started { get; init; } = _ => { };

    public Weather Weather
    {
        get => _weather;
        set => _weather = Store.Weather = Network.Weather = value;
    }

    public bool Ended => _launched.Count == _studies.Count && _launched.TrueForAll(study => Store[study].Study.Ended);

    public SimulatedStudy this[string study] => _studies[study];

    public IEnumerable<SimulatedStudy> Studies => _studies.Values;

    /// <summary>Puts a study on the list at some time from now.</summary>
    public void Launch(SimulatedStudy study, long after)
    {
        _studies.Add(study.Name, study);
        Store.Add(study.Name, JointQP.Studies.Stages.StageBoard.Create(study.Plan, study.Rules).Records);
        Time.After(after, () => _launched.Add(study.Name));
    }

    public StudyActivation? Study(string name) => Place(("study", name, 0), silo => new StudyActivation(this, silo, _studies[name]));

    public SchedulerActivation? Scheduler() => Place(("scheduler", "", 0), silo => new SchedulerActivation(this, silo));

    public MetricActivation? Metrics(Token token) => Place(("trial", token.Study, _studies[token.Study].Stages[token.Stage].Leader), silo => new MetricActivation(this, silo));

    public long IncarnationOf(string slot) => Workers.IncarnationOf(slot);

    public Guid NewGuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64LittleEndian(bytes, Dice.Next());
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], Dice.Next());
        return new Guid(bytes);
    }

    /// <summary>The silo dies; after a while the others know it, and another one starts.</summary>
    public void Kill(SimulatedProcess silo, long noticed, long restarted)
    {
        silo.Kill();
        Time.After(noticed, () => Forget(silo));
        Time.After(restarted, () => _silos.Add(new SimulatedProcess(Time, Dice)));
    }

    /// <summary>
    /// The silo stands still. When that is noticed its grains are placed elsewhere; thawed, it goes on for a while, answers some who do not know
    /// better, and ends when it hears that it was given up.
    /// </summary>
    public void Freeze(SimulatedProcess silo, long noticed, long thaws, long hears)
    {
        silo.Freeze();
        Time.After(thaws, silo.Thaw);
        if (noticed >= thaws)
            return;
        Time.After(noticed, () => Forget(silo));
        Time.After(thaws + hears, () =>
        {
            if (silo.Alive)
                Kill(silo, 0, 0);
        });
    }

    /// <summary>The directory loses a grain: there are two activations until the first one hears of it.</summary>
    public void Split(string study, long hears)
    {
        if (!_placed.Remove(("study", study, 0), out var first) || first.Ended || !first.Silo.Alive)
            return;
        Abandon(("study", study, 0), first);
        Time.After(hears, first.Deactivate);
    }

    private void Forget(SimulatedProcess silo)
    {
        _silos.Remove(silo);
        foreach (var (key, placed) in _placed.Where(placed => placed.Value.Silo == silo).ToList())
        {
            _placed.Remove(key);
            Abandon(key, placed);
        }
    }

    private void Abandon((string, string, int) key, Activation activation)
    {
        activation.Stale = true;
        _stale[key] = activation;
    }

    private T? Place<T>((string, string, int) key, Func<SimulatedProcess, T> create)
        where T : Activation
    {
        if (_stale.Count > 0 && _stale.TryGetValue(key, out var stale))
        {
            if (stale.Ended || !stale.Silo.Alive)
                _stale.Remove(key);
            else if (Dice.Roll(0.5))
                return (T)stale;
        }

        if (_placed.TryGetValue(key, out var placed) && !placed.Ended)
            return (T)placed;
        var silos = _silos.Where(silo => silo.Alive).ToList();
        if (silos.Count == 0)
            return null;
        var activation = create(Dice.Of(silos));
        _placed[key] = activation;
        return activation;
    }
}
