using System.Diagnostics;
using System.Globalization;
using JointQP.Grains.Interfaces.Trials;

namespace JointQP.Benchmarks.Durability;

/// <summary>What the cluster adds to stages of one second each.</summary>
internal static class StageOverhead
{
    private static readonly TimeSpan Stage = TimeSpan.FromSeconds(1);

    /// <summary>So many stages on so many slots, each leased, reported and committed durably; prints the time over the ideal, which is stages / slots seconds.</summary>
    public static async Task<int> Run(string? database, int stages, int slots)
    {
        await using var silo = await RealCluster.Start(database);
        var study = "stages-" + Guid.NewGuid().ToString("N")[..8];
        await silo.Launch(study, stages);
        var left = stages;
        var watch = Stopwatch.StartNew();
        var overheads = await Task.WhenAll(Enumerable.Range(0, slots).Select(slot => Work(silo.Grains, $"{study}-{slot}", () => Volatile.Read(ref left) > 0, () => Interlocked.Decrement(ref left))));
        var (taken, ideal) = (watch.Elapsed, Stage * Math.Ceiling((double)stages / slots));
        var all = overheads.SelectMany(overhead => overhead).ToList();
        var each = all.Select(gap => gap.Ask + gap.Report + gap.Commit).Order().ToList();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{(database is null ? "SQLite" : "PostgreSQL")}: {stages} stages of 1 s on {slots} slots: {taken.TotalSeconds:0.0} s, {(taken / ideal) - 1:+0.00 %;-0.00 %} over the ideal {ideal.TotalSeconds:0} s; between two stages of a slot p50 {each[each.Count / 2]:0.0} ms, p99 {each[each.Count * 99 / 100]:0.0} ms (medians: to report {Median(all.Select(gap => gap.Report)):0.0}, to commit {Median(all.Select(gap => gap.Commit)):0.0}, to be leased the next {Median(all.Select(gap => gap.Ask)):0.0})"));
        return 0;
    }

    private static double Median(IEnumerable<double> values) => values.Order().ToList() is var sorted ? sorted[sorted.Count / 2] : 0;

    private static async Task<List<(double Ask, double Report, double Commit)>> Work(IGrainFactory grains, string slot, Func<bool> more, Action done)
    {
        SimulatedWorker worker = new(grains, slot);
        List<(double Ask, double Report, double Commit)> gaps = [];
        while (more())
        {
            var began = Stopwatch.GetTimestamp();
            var reply = await worker.Ask();
            if (reply.Lease is not { } lease)
            {
                await Task.Delay(reply.AskAgainAfter);
                continue;
            }

            var asked = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            // A training takes as long whatever else the cluster does meanwhile.
            await Task.Delay(Stage);
            began = Stopwatch.GetTimestamp();
            await worker.Append(lease, [new MetricRow(lease.Stage.To, "test/accuracy", 0.5)]);
            var reported = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            await worker.Commit(lease);
            done();
            gaps.Add((asked, reported, Stopwatch.GetElapsedTime(began).TotalMilliseconds - reported));
        }

        return gaps;
    }
}
