using JointQP.Studies.Stages;

namespace JointQP.Tests.Faults.Simulation;

/// <summary>One run: some studies, some workers, some weather, and what must hold at the end.</summary>
internal sealed class SimulatedRun
{
    private const long Patience = 24 * 3_600_000L;

    private readonly SimulatedCluster _cluster;
    private readonly Weather _weather;

    /// <summary>A run that a seed decides in all its parts.</summary>
    public SimulatedRun(ulong seed, Action<string>? log = null)
    {
        Dice dice = new(Dice.Mix(seed));
        _weather = Weather.Of(dice);
        _cluster = new SimulatedCluster(dice.Next(), (int)dice.Between(1, 3), log);
        var first = dice.Of(Shapes.All);
        _cluster.Launch(first, 0);
        if (dice.Roll(0.4))
            _cluster.Launch(dice.Of([.. Shapes.All.Where(shape => shape != first)]), dice.Between(0, 30_000));
        Populate(dice, (int)dice.Between(2, 5));
    }

    /// <summary>One study in fair weather, but for its curses.</summary>
    public SimulatedRun(SimulatedStudy study, Curses? curses = null)
    {
        _weather = Weather.Calm;
        _cluster = new SimulatedCluster(1, 1) { Curses = curses ?? new Curses() };
        _cluster.Launch(study, 0);
        Populate(new Dice(1), 3);
    }

    public Tally Tally => _cluster.Tally;

    public SimulatedCluster Cluster => _cluster;

    /// <summary>Runs to the end of every study and gives their result hashes.</summary>
    /// <exception cref="ViolationException">A rule was broken.</exception>
    public IReadOnlyDictionary<string, string> Finish()
    {
        Play();
        foreach (var study in _cluster.Studies)
            CheckStages(study, _cluster.Store[study.Name]);
        return _cluster.Studies.ToDictionary(study => study.Name, study => study.ResultHash(_cluster.Store[study.Name]), StringComparer.Ordinal);
    }

    /// <summary>Runs until every study has come to some end.</summary>
    /// <exception cref="ViolationException">A rule was broken.</exception>
    public void Play()
    {
        new Chaos(_cluster, _weather).Begin();
        _cluster.Workers.StartAll(_weather.Drift);
        _cluster.Time.Run(() => _cluster.Ended, Patience);
        Tally.Count("events", _cluster.Time.Events);
        Tally.Count("virtual seconds", _cluster.Time.Now / 1000);
    }

    private void Populate(Dice dice, int workers)
    {
        var kinds = dice.Roll(0.2) ? 2 : 1;
        _cluster.Workers = new WorkerSlots(
            _cluster, workers, slot => slot % kinds == 0 ? "avx2" : "avx512", () => (long)(1000 * (1 + (dice.Fraction() * (_weather.Slowest - 1)))), 2000);
    }

    private void CheckStages(SimulatedStudy study, StudyRows rows)
    {
        foreach (var stage in study.Plan.Stages)
        {
            var row = rows.Stages[stage.Id];
            Require(row.Status == StageStatus.Committed, $"stage {stage.Id} of {study.Name} is {row.Status} at the end: {row.Reason}");
            var commits = _cluster.Auditor.CommitsOf(study.Name, stage.Id);
            Require(commits == row.Rebuilds + 1, $"stage {stage.Id} of {study.Name} was committed {commits} times, with {row.Rebuilds} rebuilds");
            var expected = Enumerable.Range(1, (int)stage.To).Select(step => (long)step).Where(step => step > stage.From && step % _cluster.MetricEvery == 0).Select(step => (step, "train/loss"));
            if (stage.Final)
                expected = expected.Append((stage.To, "test/accuracy"));
            Require(rows.Read(stage.Id).Select(metric => (metric.Step, metric.Name)).Order().SequenceEqual(expected.Order()), $"the metrics of stage {stage.Id} of {study.Name} have gaps, or are too many");
        }
    }

    private static void Require(bool kept, string broken)
    {
        if (!kept)
            throw new ViolationException(broken);
    }
}
