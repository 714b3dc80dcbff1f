using System.Diagnostics;
using System.Globalization;
using JointQP.Tests.Faults.Simulation;

namespace JointQP.Benchmarks.Cluster;

/// <summary>A day of a large cluster in virtual time: the real planner, rules, fair share and locality, with simulated workers, silos and store.</summary>
internal static class VirtualDay
{
    private const int Studies = 6;
    private const long Hour = 3_600_000;

    /// <summary>Plays it and prints what came of it.</summary>
    /// <param name="hours">How long, in virtual time.</param>
    /// <param name="workers">How many workers.</param>
    public static int Run(int hours, int workers)
    {
        var began = Stopwatch.GetTimestamp();
        var studies = Enumerable.Range(0, Studies).Select(number => new SimulatedStudy(Yaml(number))).ToList();
        var planned = Stopwatch.GetElapsedTime(began);
        List<long> waits = [];
        SimulatedCluster cluster = new(seed: 1, silos: 3) { MetricEvery = 300, Started = waits.Add };
        cluster.Network.DropsExpired = true;
        foreach (var (number, study) in studies.Index())
            cluster.Launch(study, number * 60_000);
        Dice dice = new(2);
        cluster.Workers = new WorkerSlots(cluster, workers, _ => "avx2", () => dice.Between(900, 1100), 2000);
        // A loss a minute; the rest is the weather of every day.
        new Chaos(cluster, new Weather
        {
            Until = hours * Hour,
            MessageLost = 0.00005,
            MessageTwice = 0.0001,
            MessageLate = 0.0001,
            Latest = 3000,
            StoreRefuses = 0.0002,
            StoreForgetsToAnswer = 0.0002,
            WorkerKill = 60,
            SiloKill = 7200,
            Drift = 0.001,
            Slowest = 1,
        }).Begin();
        cluster.Workers.StartAll(drift: 0.001);
        var over = false;
        cluster.Time.After(hours * Hour, () => over = true);
        cluster.Time.Run(() => over || cluster.Ended, 2 * hours * Hour);
        Report(cluster, studies, waits, planned, Stopwatch.GetElapsedTime(began));
        return 0;
    }

    private static void Report(SimulatedCluster cluster, List<SimulatedStudy> studies, List<long> waits, TimeSpan planned, TimeSpan took)
    {
        waits.Sort();
        var tally = cluster.Tally;
        Line($"studies               {studies.Count}: {studies.Sum(study => study.Plan.Trials.Length):N0} trials, {studies.Sum(study => study.Plan.Stages.Length):N0} stages");
        Line($"virtual time          {cluster.Time.Now / (double)Hour:F1} h with {cluster.Workers.Count:N0} workers");
        Line($"real time             {took.TotalSeconds:F0} s, {planned.TotalSeconds:F0} s of them to read and plan; processor time {Environment.CpuUsage.TotalTime.TotalSeconds:F0} s; {cluster.Time.Events / took.TotalSeconds / 1e6:F2} million events/s");
        Line($"stages committed      {studies.Sum(study => study.Plan.Stages.Sum(stage => (long)cluster.Auditor.CommitsOf(study.Name, stage.Id))):N0} of {tally["LeaseGranted"]:N0} leases");
        Line($"losses                {tally["workers killed"]:N0} workers and {tally["silos killed"]:N0} silos killed, {tally["LeaseLost"]:N0} leases lost");
        Line($"steps                 {tally["steps"]:N0} trained, {tally["steps repeated"]:N0} of them repeated ({100.0 * tally["steps repeated"] / Math.Max(1, tally["steps"]):F3} %)");
        Line($"from free to leased   median {At(0.5):N0} ms, 99 % within {At(0.99):N0} ms, longest {At(1):N0} ms, of {waits.Count:N0} (virtual time)");
        Line($"all                   {tally}");

        long At(double part) => waits.Count == 0 ? 0 : waits[(int)Math.Min(waits.Count - 1, part * waits.Count)];
    }

    /// <summary>Orders of two operators on a grid of onsets, with many seeds: beginnings that are shared, and stages of minutes to an hour.</summary>
    private static string Yaml(int number) => string.Create(CultureInfo.InvariantCulture,
        $$"""
        name: day-{{number}}
        seeds: 60
        priority: {{number % 2}}
        limits: { lost: 1000, failed: 10, checkpoint-every: 5m }
        experiments:
          - name: fashion
            dataset: fashion-mnist
            samples: { train: 12800, validation: 500, test: 1000 }
            network: convnet
            training: { epochs: 20, batch: 64 }
            compression: { window: 64, ramp: { every: 20 steps, times: 4 } }
            schedules:
              - float
              - orderings: all
                of: ["P0.5(w)", "Q8(w)"]
                onsets: { grid: { P: { from: 5%, to: 85%, count: 12 }, Q: { from: 5%, to: 85%, count: 12 } } }
        """);

    private static void Line(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
