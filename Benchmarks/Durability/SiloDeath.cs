using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using JointQP.Grains.Interfaces.Studies;

namespace JointQP.Benchmarks.Durability;

/// <summary>How long a cluster of three silos hands out no work after one of them was killed.</summary>
internal static class SiloDeath
{
    private static readonly TimeSpan Stage = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(10);

    /// <summary>Kills each silo in turn while slots train stages of a second; prints when the first and the last slot had its next stage.</summary>
    public static async Task<int> Run(string database, int slots, int rounds)
    {
        await using var cluster = await RealCluster.Start(database, silos: 3);
        var study = "deaths-" + Guid.NewGuid().ToString("N")[..8];
        await cluster.Launch(study, 100_000 / Math.Max(1, 100 / slots));
        ConcurrentDictionary<string, long> leased = new(StringComparer.Ordinal);
        using var over = new CancellationTokenSource();
        var working = Task.WhenAll(Enumerable.Range(0, slots).Select(slot => Work(cluster.Grains, $"{study}-{slot}", leased, over.Token)));
        List<double> lasts = [];
        for (var round = 0; round < rounds; round++)
        {
            await Task.Delay(Between);
            var killed = Stopwatch.GetTimestamp();
            await cluster.KillSilo(round % 3);
            while (leased.Values.Any(at => at < killed))
                await Task.Delay(20);
            var waits = leased.Values.Select(at => Stopwatch.GetElapsedTime(killed, at).TotalSeconds).Order().ToList();
            lasts.Add(waits[^1]);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"silo {round % 3} killed: the next stage of the first slot came after {waits[0]:0.0} s, of half of them after {waits[slots / 2]:0.0} s, of the last after {waits[^1]:0.0} s"));
            await cluster.StartSilo(round % 3);
        }

        await over.CancelAsync();
        await working;
        var log = await cluster.Grains.GetGrain<IStudyGrain>(study).GetLog(new StudyLogQuery(0, StudyLogQuery.MostAtOnce, Newest: true));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"longest of {rounds}: {lasts.Max():0.0} s (a stage of {Stage.TotalSeconds:0} s that was under way included), {log!.Page.Entries.Count(entry => entry.Kind == StudyLogKind.Lost)} leases lost"));
        return 0;
    }

    private static async Task Work(IGrainFactory grains, string slot, ConcurrentDictionary<string, long> leased, CancellationToken over)
    {
        SimulatedWorker worker = new(grains, slot);
        while (!over.IsCancellationRequested)
        {
            var reply = await worker.Ask();
            if (reply.Lease is not { } lease)
            {
                await Task.Delay(reply.AskAgainAfter, CancellationToken.None);
                continue;
            }

            leased[slot] = Stopwatch.GetTimestamp();
            await Task.Delay(Stage, CancellationToken.None);
            await worker.Commit(lease);
        }
    }
}
