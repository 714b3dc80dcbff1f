using System.Diagnostics;
using System.Globalization;
using JointQP.Grains.Interfaces.Hosting;
using JointQP.Grains.Interfaces.Studies;
using Npgsql;

namespace JointQP.Benchmarks.Durability;

/// <summary>Whether a live silo or worker is declared dead while every core trains.</summary>
internal static class QuietHour
{
    // Orleans' number for a member that the others have declared dead.
    private const int Dead = 6;

    /// <summary>Three silos and a worker for each core train for so many minutes; prints who was declared dead.</summary>
    public static async Task<int> Run(string database, int minutes)
    {
        await using var cluster = await RealCluster.Start(database, silos: 3);
        var study = "quiet-" + Guid.NewGuid().ToString("N")[..8];
        await cluster.Launch(study, Text(study));
        var workers = Enumerable.Range(0, Environment.ProcessorCount).Select(slot => cluster.StartWorker($"{study}-{slot}")).ToList();
        var watch = Stopwatch.StartNew();
        (int Silos, int Leases, int Committed) seen = default;
        while (watch.Elapsed < TimeSpan.FromMinutes(minutes))
        {
            await Task.Delay(TimeSpan.FromMinutes(1));
            seen = await Look(database, cluster.Name, study);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{watch.Elapsed.TotalMinutes,4:0} min: {seen.Committed} stages committed, {seen.Silos} silos declared dead, {seen.Leases} leases lost"));
            if (workers.Exists(worker => worker.HasExited) || await cluster.Grains.GetGrain<IStudyGrain>(study).GetStatus() is not { Phase: StudyPhase.Running })
                throw new InvalidOperationException("A worker has ended, or the study has: this shows nothing.");
        }

        foreach (var worker in workers)
            await worker.DisposeAsync();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{minutes} minutes, 3 silos, {workers.Count} workers on as many cores: {seen.Silos} live silos declared dead, {seen.Leases} leases of live workers lost"));
        return seen is { Silos: 0, Leases: 0 } ? 0 : 1;
    }

    private static async Task<(int Silos, int Leases, int Committed)> Look(string database, string cluster, string study)
    {
        await using var source = NpgsqlDataSource.Create(ClusterDatabase.Completed(database));
        await using var command = source.CreateCommand(
            """
            SELECT (SELECT count(*) FROM membership WHERE cluster = $1 AND status = $3),
                   (SELECT coalesce(sum(losses), 0) FROM stages WHERE study = $2),
                   (SELECT count(*) FROM stages WHERE study = $2 AND status = 'Committed')
            """);
        command.Parameters.AddWithValue(cluster);
        command.Parameters.AddWithValue(study);
        command.Parameters.AddWithValue(Dead);
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return ((int)reader.GetInt64(0), (int)reader.GetInt64(1), (int)reader.GetInt64(2));
    }

    /// <summary>More than an hour's work for any machine, in stages of seconds to minutes.</summary>
    private static string Text(string name) =>
        $$"""
        name: {{name}}
        seeds: 2000
        experiments:
          - name: e
            dataset: fashion-mnist-sample
            samples: { train: 512, validation: 128, test: 256 }
            network: convnet
            training: { epochs: 100, batch: 32 }
            schedules:
              - float
              - orderings: all
                of: ["P0.5(w)", "Q8(w)"]
                onsets: [10%, 50%]
        """;
}
