using System.Globalization;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Tests.Faults.Simulation;

namespace JointQP.Tests.Faults.Silos;

/// <summary>One run: one study or two, some workers, some weather over the silos, and what must hold at the end.</summary>
internal sealed class SiloRun
{
    /// <summary>By the machine's clock. From then on the fast clock is slowed down more and more, for a machine that does not keep up.</summary>
    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1.5);

    private readonly SiloCluster _cluster;
    private readonly Turmoil _turmoil;
    private readonly SiloWeather _weather;
    private readonly IReadOnlyList<SimulatedStudy> _studies;
    private readonly SiloWorkers _workers;
    private readonly Dice _dice;

    /// <summary>A run that a seed decides.</summary>
    public SiloRun(SiloCluster cluster, ulong seed, bool calm = false, Action<string>? log = null)
    {
        _cluster = cluster;
        _dice = new Dice(Dice.Mix(seed ^ 0x51105));
        _weather = SiloWeather.Of(_dice);
        if (calm)
            _weather = new SiloWeather();
        _turmoil = new Turmoil(seed, _weather, cluster.Time, log);
        _studies = Choose(seed, calm);
        _turmoil.Note($"{string.Join(" and ", _studies.Select(study => study.Name))} under {_weather}");
        _workers = new SiloWorkers(cluster, _turmoil, name => _studies.First(study => study.Name == name), _dice, seed, _weather.Slowest);
    }

    public Turmoil Turmoil => _turmoil;

    /// <summary>Runs until every study has come to its end, and looks at what it came to.</summary>
    /// <exception cref="ViolationException">A rule was broken.</exception>
    public async Task Finish()
    {
        var began = TimeProvider.System.GetTimestamp();
        using CancellationTokenSource over = new();
        var played = Task.CompletedTask;
        _cluster.Turmoil = _turmoil;
        try
        {
            foreach (var study in _studies)
                await Launch(study);
            _turmoil.Begin();
            _ = _turmoil.Attempts.Watch(over.Token);
            _workers.StartAll();
            SiloChaos chaos = new(_cluster, _turmoil, _weather, _workers, _studies, _dice);
            played = chaos.Play(over.Token);
            await Completed(chaos);
        }
        finally
        {
            _workers.KillAll();
            await over.CancelAsync();
        }

        await played;
        await _cluster.Heal();
        _turmoil.Note(FormattableString.Invariant($"over after {TimeProvider.System.GetElapsedTime(began).TotalSeconds:F1} s"));
        _cluster.Turmoil = null;
        _cluster.Time.Slow(1);
        if (_turmoil.Attempts.Broken is { } broken)
            throw new ViolationException(broken);
        foreach (var study in _studies)
            await new SiloVerdict(_cluster, study, _turmoil).Check();
    }

    /// <summary>What is asked of a grain, until it answers.</summary>
    public static async Task<T> Ask<T>(FastTime time, Func<Task<T>> ask)
    {
        for (var began = TimeProvider.System.GetTimestamp(); ;)
        {
            try
            {
                return await ask();
            }
            catch (Exception) when (TimeProvider.System.GetElapsedTime(began) < Longest)
            {
                await Task.Delay(TimeSpan.FromSeconds(0.5), time);
            }
        }
    }

    private async Task Launch(SimulatedStudy study)
    {
        var reply = await Ask(_cluster.Time, () => _cluster.Grains.GetGrain<IStudyCatalogGrain>(IStudyCatalogGrain.Key).Launch(new StudyLaunch(study.Name, study.Text)));
        if (reply.Outcome is not (LaunchOutcome.Launched or LaunchOutcome.AlreadyLaunched))
            throw new ViolationException($"study {study.Name} was not launched: {reply.Outcome} {string.Join("; ", reply.Problems)}");
    }

    private async Task Completed(SiloChaos chaos)
    {
        var began = TimeProvider.System.GetTimestamp();
        var open = _studies.ToList();
        while (open.Count > 0)
        {
            var took = TimeProvider.System.GetElapsedTime(began);
            if (took > Longest)
                throw new ViolationException(await Standing(open[0]));
            if (took > Usual)
                _cluster.Time.Slow(took / Usual);
            await Task.Delay(Look, _cluster.Time);
            // On a machine that stands still for a second, silos give each other up.
            if (_cluster.HasLost)
                await _cluster.Heal();
            var phase = (await Status(open[0]))?.Phase;
            if (phase == StudyPhase.Completed)
                open.RemoveAt(0);
            else if (phase == StudyPhase.Paused && took > Usual)
                await chaos.ResumeAgain(open[0].Name);
        }
    }

    private async Task<StudyStatus?> Status(SimulatedStudy study)
    {
        try
        {
            return await _cluster.Grains.GetGrain<IStudyGrain>(study.Name).GetStatus();
        }
        catch (Exception)
        {
            return null;
        }
    }

    private async Task<string> Standing(SimulatedStudy study)
    {
        var stages = await _cluster.Stages.Load(study.Name);
        var status = await Status(study);
        return $"study {study.Name} did not come to its end in {Longest.TotalSeconds} s: {status?.Phase}; "
            + string.Join(", ", stages.Select(stage => $"{stage.Id} {stage.Status} (epoch {stage.Epoch}, {stage.Holder?.Slot}, {stage.Reason})"));
    }

    private List<SimulatedStudy> Choose(ulong seed, bool calm)
    {
        var (first, second) = ((int)_dice.Between(0, Shapes.All.Count - 1), (int)_dice.Between(0, Shapes.All.Count - 1));
        List<SimulatedStudy> chosen = [Named(first)];
        if (second != first && _dice.Roll(0.25))
            chosen.Add(Named(second));
        return chosen;

        SimulatedStudy Named(int shape) => Shapes.Of(shape, string.Create(CultureInfo.InvariantCulture, $"{Shapes.All[shape].Name}-{seed}{(calm ? "-calm" : "")}"));
    }
}
