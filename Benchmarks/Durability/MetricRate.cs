using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using JointQP.Grains.Interfaces.Scheduling;
using JointQP.Grains.Interfaces.Trials;

namespace JointQP.Benchmarks.Durability;

/// <summary>Metrics that are acknowledged, and so on disk, by the second.</summary>
internal static class MetricRate
{
    /// <summary>Each of some workers sends batches one after another, as a worker does; prints points/s and what a batch takes.</summary>
    public static async Task<int> Run(string? database, int workers, int batch, int seconds, int rounds)
    {
        await using var silo = await RealCluster.Start(database);
        var rates = new List<double>();
        for (var round = 0; round < rounds; round++)
        {
            var study = "metrics-" + Guid.NewGuid().ToString("N")[..8];
            await silo.Launch(study, workers);
            var watch = Stopwatch.StartNew();
            var taken = await Task.WhenAll(Enumerable.Range(0, workers).Select(worker => Send(silo.Grains, $"{study}-{worker}", batch, TimeSpan.FromSeconds(seconds), watch)));
            var elapsed = watch.Elapsed.TotalSeconds;
            var latencies = taken.SelectMany(latency => latency).Order().ToList();
            rates.Add(latencies.Count * batch / elapsed);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{(database is null ? "SQLite" : "PostgreSQL")}: {rates[^1],8:N0} points/s acknowledged; a batch of {batch}: p50 {latencies[latencies.Count / 2]:0.0} ms, p99 {latencies[latencies.Count * 99 / 100]:0.0} ms, longest {latencies[^1]:0.0} ms"));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"median of {rounds}: {rates.Order().ElementAt(rounds / 2):N0} points/s, {workers} workers"));
        return 0;
    }

    private static async Task<List<double>> Send(IGrainFactory grains, string slot, int batch, TimeSpan duration, Stopwatch watch)
    {
        SimulatedWorker worker = new(grains, slot);
        StageLease? lease;
        while ((lease = (await worker.Ask()).Lease) is null)
            await Task.Delay(100);
        var taken = new List<double>();
        for (var step = 0L; watch.Elapsed < duration;)
        {
            ImmutableArray<MetricRow> rows = [.. Enumerable.Range(0, batch).Select(row => new MetricRow(step + row, "train/loss", row / 7.0))];
            step += batch;
            var began = Stopwatch.GetTimestamp();
            await worker.Append(lease, rows);
            taken.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        return taken;
    }
}
