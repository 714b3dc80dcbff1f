namespace JointQP.Tests.Faults.Simulation;

/// <summary>What befalls processes, and what users do, as long as the weather says.</summary>
internal sealed class Chaos(SimulatedCluster cluster, Weather weather)
{
    private readonly Dictionary<string, int> _turns = new(StringComparer.Ordinal);

    private Dice Dice => cluster.Dice;

    public void Begin()
    {
        cluster.Weather = weather;
        // What was late before may still arrive, and a lease may run out once more.
        cluster.Time.After(weather.Until, () => cluster.Weather = Weather.Calm with { Drift = weather.Drift });
        cluster.Time.After(weather.Until + weather.Latest + 60_000, Resume);
        Every(weather.WorkerKill, "workers killed", () => cluster.Workers.Kill(AnyWorker(), Dice.Between(100, 30_000)));
        if (weather.WorkerGone > 0 && cluster.Workers.MayLose)
            cluster.Time.After(weather.WorkerGone, LoseForGood);
        Every(weather.WorkerFreeze, "workers frozen", FreezeWorker);
        Every(weather.WorkerIsolated, "workers cut off", () => cluster.Workers[AnyWorker()].Cut(Dice.Between(1000, 60_000)));
        Every(weather.WorkerStopped, "workers stopped", () => cluster.Workers[AnyWorker()].Stopping.Set());
        Every(weather.SiloKill, "silos killed", () => OnSilo(silo => cluster.Kill(silo, Dice.Between(0, 5000), Dice.Between(100, 10_000))));
        Every(weather.SiloFreeze, "silos frozen", () => OnSilo(silo => cluster.Freeze(silo, Dice.Between(1000, 10_000), Dice.Between(1000, 40_000), Dice.Between(0, 20_000))));
        Every(weather.Split, "studies split", () => OnStudy(study => cluster.Split(study, Dice.Between(100, 40_000))));
        Every(weather.Pause, "pauses", () => OnStudy(Pause));
    }

    private void Every(double seconds, string what, Action happens)
    {
        if (seconds > 0)
            cluster.Time.After(Dice.Wait(1000 * seconds), () =>
            {
                if (cluster.Time.Now >= weather.Until)
                    return;
                cluster.Tally.Count(what);
                cluster.Time.Tell($"-- {what}");
                happens();
                Every(seconds, what, happens);
            });
    }

    private int AnyWorker() => (int)Dice.Between(0, cluster.Workers.Count - 1);

    private void OnSilo(Action<SimulatedProcess> happens)
    {
        if (cluster.Silos.Where(silo => silo.Alive && !silo.Frozen).ToList() is { Count: > 0 } silos)
            happens(Dice.Of(silos));
    }

    private void OnStudy(Action<string> happens)
    {
        if (cluster.Launched.Count > 0)
            happens(Dice.Of(cluster.Launched));
    }

    /// <summary>Nobody asks in its name any more: what it holds, only time gives back.</summary>
    private void LoseForGood()
    {
        cluster.Tally.Count("workers gone for good");
        cluster.Workers.Retire();
    }

    private void FreezeWorker()
    {
        var slot = AnyWorker();
        var process = cluster.Workers[slot].Process;
        process.Freeze();
        var thaws = Dice.Between(100, 90_000);
        cluster.Time.After(thaws, process.Thaw);
        // Who supervises it may think it dead.
        if (Dice.Roll(0.3))
            cluster.Time.After(Dice.Between(1, thaws), () =>
            {
                if (cluster.Workers[slot].Process == process)
                    cluster.Workers.Replace(slot);
            });
    }

    private void Pause(string study)
    {
        Turn(study, paused: true, draining: Dice.Roll(0.4));
        cluster.Time.After(Dice.Between(1000, 60_000), () => Turn(study, paused: false, draining: false));
    }

    // A pause that came late, after its own end, would last for ever: a person would see it, and resume.
    private void Resume()
    {
        foreach (var study in cluster.Launched)
            Turn(study, paused: false, draining: false);
    }

    /// <summary>Said again until it is answered, or something else is said.</summary>
    private void Turn(string study, bool paused, bool draining)
    {
        var turn = _turns[study] = _turns.GetValueOrDefault(study) + 1;
        cluster.User.Start(async () =>
        {
            while (_turns[study] == turn)
            {
                var reply = await cluster.Network.Call(cluster.User, null, () => cluster.Study(study), grain => grain.Turn(paused, draining), 5000);
                if (reply.Answered)
                    return;
                await cluster.User.Delay(500);
            }
        });
    }
}
