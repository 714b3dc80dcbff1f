using JointQP.Grains.Interfaces.Scheduling;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Studies.Results;
using JointQP.Studies.Stages;
using JointQP.Studies.Words;
using JointQP.Tests.Faults.Simulation;

namespace JointQP.Tests.Faults.Silos;

/// <summary>What must hold of a study at its end.</summary>
internal sealed class SiloVerdict(SiloCluster cluster, SimulatedStudy study, Turmoil turmoil)
{
    private static readonly string[] GivenUp = ["silos given up", "silos lost by themselves", "silos that did not start"];

    /// <summary>The result hash by the rules of the simulated training alone.</summary>
    public static string Expected(SimulatedStudy study) => ResultHash.Of(study.Plan.Trials.Select(trial =>
    {
        ulong state = 0;
        List<MetricPoint> points = [];
        foreach (var (position, id) in trial.Path.Index())
        {
            (state, var metrics) = SimulatedTrainer.Expected(study, study.Stages[id], state);
            points.AddRange(metrics.Select(metric => new MetricPoint(position, metric.Step, metric.Name, metric.Value)));
        }

        return ResultHash.OfTrial(TrialKey.Of(trial.Spec), SimulatedStudy.StateHash(state), points);
    }));

    /// <summary>Looks at all of it.</summary>
    /// <exception cref="ViolationException">A rule was broken.</exception>
    public async Task Check()
    {
        var stages = (await cluster.Stages.Load(study.Name)).ToDictionary(stage => stage.Id, StringComparer.Ordinal);
        var log = (await cluster.Log.Read(study.Name, new StudyLogQuery(0, StudyLogQuery.MostAtOnce))).Entries.ToLookup(entry => entry.Stage ?? "", StringComparer.Ordinal);
        foreach (var planned in study.Plan.Stages)
        {
            var stage = stages[planned.Id];
            Require(stage.Status == StageStatus.Committed, $"is {stage.Status} at the end: {stage.Reason}", planned.Id);
            Require(stage.Failures == 0, $"failed {stage.Failures} times: {stage.Reason}", planned.Id);
            CheckLog(stage, [.. log[planned.Id]]);
            var metrics = await cluster.Metrics.Read(study.Name, planned.Id, -1, int.MaxValue);
            var expected = SimulatedTrainer.Expected(study, planned, 0).Metrics.Select(metric => (metric.Step, metric.Name));
            Require(metrics.Select(row => (row.Step, row.Name)).Order().SequenceEqual(expected.Order()), "has metrics with gaps, or too many", planned.Id);
        }

        var entries = log.SelectMany(stage => stage).ToList();
        // An activation on a silo that the others gave up hears of no pause and no renewal.
        if (GivenUp.All(what => turmoil.Tally[what] == 0))
        {
            CheckPauses(entries.Where(entry => entry.Kind == StudyLogKind.Leased));
            CheckLosses(entries.Where(entry => entry.Kind == StudyLogKind.Lost && entry.Text.StartsWith("nothing was heard", StringComparison.Ordinal)));
        }

        var results = await SiloRun.Ask(cluster.Time, () => cluster.Grains.GetGrain<IStudyGrain>(study.Name).GetResults());
        Require(results?.Status.Phase == StudyPhase.Completed, $"is {results?.Status.Phase} at the end");
        Require(results!.ResultHash == Expected(study), $"ended in result hash {results.ResultHash} instead of {Expected(study)}");
    }

    private void CheckLog(StageRecord stage, List<StudyLogEntry> log)
    {
        var leased = log.Where(entry => entry.Kind == StudyLogKind.Leased).Select(entry => entry.Epoch!.Value).ToList();
        Require(leased.SequenceEqual(Enumerable.Range(1, (int)stage.Epoch).Select(epoch => (long)epoch)), $"has epoch {stage.Epoch}, and its log tells of leases {string.Join(", ", leased)}", stage.Id);
        var ends = log.Count(entry => entry.Kind is StudyLogKind.Committed or StudyLogKind.Lost or StudyLogKind.Released or StudyLogKind.ParentUnreadable);
        Require(ends == leased.Count, $"was leased {leased.Count} times, and its log tells of {ends} ends", stage.Id);
        var commits = log.Count(entry => entry.Kind == StudyLogKind.Committed);
        Require(commits == stage.Rebuilds + 1, $"was committed {commits} times, with {stage.Rebuilds} rebuilds", stage.Id);
    }

    /// <summary>No lease runs out before its worker knows that it does.</summary>
    private void CheckLosses(IEnumerable<StudyLogEntry> losses)
    {
        foreach (var lost in losses)
        {
            turmoil.Count("losses looked at");
            var until = turmoil.Attempts.HeldUntil(new LeaseToken(study.Name, lost.Stage!, lost.Epoch!.Value));
            Require(!(until > lost.At), $"lost a lease (epoch {lost.Epoch}) at {lost.At:mm:ss.fff} that its worker held until {until:mm:ss.fff}", lost.Stage);
        }
    }

    private void CheckPauses(IEnumerable<StudyLogEntry> leases)
    {
        foreach (var (_, from, to) in turmoil.Pauses.Where(pause => pause.Study == study.Name))
        {
            turmoil.Count("pauses looked at");
            Require(!leases.Any(lease => from < lease.At && lease.At < to), "granted a lease while it was paused");
        }
    }

    private void Require(bool kept, string broken, string? stage = null)
    {
        if (!kept)
            throw new ViolationException((stage is null ? "" : $"stage {stage} of ") + $"study {study.Name} {broken}");
    }
}
