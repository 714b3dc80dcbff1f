using JointQP.Grains.Interfaces.Studies;
using JointQP.Tests.Faults.Simulation;

namespace JointQP.Tests.Faults.Silos;

/// <summary>What befalls silos, workers and studies, at times that the seed decides.</summary>
internal sealed class SiloChaos
{
    private readonly SiloCluster _cluster;
    private readonly Turmoil _turmoil;
    private readonly SiloWeather _weather;
    private readonly SiloWorkers _workers;
    private readonly IReadOnlyList<SimulatedStudy> _studies;
    private readonly List<(double At, Func<Task> Happen)> _plan = [];
    private readonly List<Task> _underWay = [];
    private readonly Lock _gate = new();
    private Task _pause = Task.CompletedTask;

    public SiloChaos(SiloCluster cluster, Turmoil turmoil, SiloWeather weather, SiloWorkers workers, IReadOnlyList<SimulatedStudy> studies, Dice dice)
    {
        (_cluster, _turmoil, _weather, _workers, _studies) = (cluster, turmoil, weather, workers, studies);
        Plan(dice, weather.WorkerKill, Killed);
        Plan(dice, weather.WorkerFreeze, Frozen);
        Plan(dice, weather.WorkerStopped, Stopped);
        Plan(dice, weather.WorkerReplaced, Replaced);
        Plan(dice, weather.WorkerCutOff, CutOff);
        Plan(dice, weather.Pause, Paused);
        Plan(dice, weather.SiloKill, SiloKilled, most: 2);
        Plan(dice, weather.SiloStopped, SiloStopped, most: 1);
        Plan(dice, weather.SiloGivenUp, SiloGivenUp, most: 2);
    }

    /// <summary>Plays it until the weather is over, or the run; then all that was frozen, cut off or paused is as before.</summary>
    public async Task Play(CancellationToken over)
    {
        try
        {
            foreach (var (at, happen) in _plan.OrderBy(planned => planned.At))
            {
                if (_turmoil.Now < at)
                    await Task.Delay(TimeSpan.FromSeconds(at - _turmoil.Now), _turmoil.Time, over);
                _underWay.Add(happen());
            }
        }
        catch (OperationCanceledException)
        {
            // Every study has come to its end before.
        }

        await Task.WhenAll(_underWay);
    }

    /// <summary>
    /// Resumes a study that nobody here has paused. The first copy of a pause, which a silo that was given up took in and nobody waits for any more, may take
    /// effect after the resume that followed the second copy. A person would see it, and resume.
    /// </summary>
    public Task ResumeAgain(string study)
    {
        lock (_gate)
            return _pause.IsCompleted ? _pause = Resume() : Task.CompletedTask;

        async Task Resume()
        {
            _turmoil.Note($"{study} is paused by a pause that came late: it is resumed again");
            await SiloRun.Ask(_turmoil.Time, _cluster.Grains.GetGrain<IStudyGrain>(study).Resume);
        }
    }

    private void Plan(Dice dice, double mean, Func<Dice, Func<Task>> fault, int most = 10)
    {
        if (mean <= 0)
            return;
        // The first early: a small study is soon trained.
        var at = dice.Fraction() * Math.Min(mean, 15);
        for (var times = 0; times < most && at < _weather.Until; times++)
        {
            _plan.Add((at, fault(dice)));
            at += dice.Wait(mean * 1000) / 1000.0;
        }
    }

    private Func<Task> Killed(Dice dice)
    {
        var (slot, after) = (Slot(dice), Seconds(dice, 0.5, 10));
        return () =>
        {
            _turmoil.Count("workers killed", _workers[slot].Slot);
            _workers.Kill(slot, after);
            return Task.CompletedTask;
        };
    }

    private Func<Task> Frozen(Dice dice)
    {
        var (slot, span) = (Slot(dice), Seconds(dice, 2, 35));
        return async () =>
        {
            var worker = _workers[slot];
            _turmoil.Count("workers frozen", $"{worker.Slot} for {span.TotalSeconds:F1} s");
            worker.Process.Freeze();
            await Task.Delay(span, _turmoil.Time);
            worker.Process.Thaw();
            _turmoil.Note($"{worker.Slot} thaws");
        };
    }

    private Func<Task> Stopped(Dice dice)
    {
        var slot = Slot(dice);
        return () =>
        {
            _turmoil.Count("workers stopped", _workers[slot].Slot);
            _workers[slot].Stop();
            return Task.CompletedTask;
        };
    }

    private Func<Task> Replaced(Dice dice)
    {
        var slot = Slot(dice);
        return () =>
        {
            _turmoil.Count("workers replaced", _workers[slot].Slot);
            _workers.Replace(slot);
            return Task.CompletedTask;
        };
    }

    private Func<Task> CutOff(Dice dice)
    {
        var (slot, span) = (Slot(dice), Seconds(dice, 2, 50));
        return async () =>
        {
            var worker = _workers[slot];
            _turmoil.Count("workers cut off", $"{worker.Slot} for {span.TotalSeconds:F1} s");
            worker.IsCutOff = true;
            await Task.Delay(span, _turmoil.Time);
            worker.IsCutOff = false;
        };
    }

    private Func<Task> Paused(Dice dice)
    {
        var (study, drain, span) = (dice.Of(_studies), dice.Roll(0.5), Seconds(dice, 2, 30));
        return () =>
        {
            // One after another: what one has resumed is not paused any more.
            lock (_gate)
                return _pause = Pause(_pause, study.Name, drain, span);
        };
    }

    private async Task Pause(Task before, string study, bool drain, TimeSpan span)
    {
        await before;
        var grain = _cluster.Grains.GetGrain<IStudyGrain>(study);
        _turmoil.Count("pauses", study + (drain ? ", drained" : ""));
        await SiloRun.Ask(_turmoil.Time, () => grain.Pause(drain));
        var paused = _turmoil.Time.GetUtcNow();
        await Task.Delay(span, _turmoil.Time);
        _turmoil.Pauses.Enqueue((study, paused, _turmoil.Time.GetUtcNow()));
        await SiloRun.Ask(_turmoil.Time, grain.Resume);
        _turmoil.Note($"{study} is resumed");
    }

    private Func<Task> SiloKilled(Dice dice)
    {
        var (silo, after) = (Silo(dice), Seconds(dice, 0, 10));
        return () => _cluster.Kill(silo, after);
    }

    private Func<Task> SiloStopped(Dice dice)
    {
        var silo = Silo(dice);
        return () => _cluster.Stop(silo);
    }

    private Func<Task> SiloGivenUp(Dice dice)
    {
        var (silo, meanwhile) = (Silo(dice), Seconds(dice, 4, 30));
        return () => _cluster.GiveUp(silo, meanwhile);
    }

    private int Slot(Dice dice) => (int)dice.Between(0, _workers.Count - 1);

    private static int Silo(Dice dice) => (int)dice.Between(0, SiloCluster.Size - 1);

    private static TimeSpan Seconds(Dice dice, double least, double most) => TimeSpan.FromSeconds(least + (dice.Fraction() * (most - least)));
}
