using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using JointQP.Tests.Faults.Silos;
using JointQP.Tests.Faults.Simulation;

namespace JointQP.Tests.Faults;

/// <summary>The same as <see cref="SimulatedClusterTests"/>, on real silos with real stores and the real worker: only the training is simulated.</summary>
public sealed class SiloFaultTests(ITestOutputHelper output)
{
    private const int Usual = 30;
    private const double Rate = 30;

    /// <summary>A run waits more than it computes, so that some are played at the same time, each on silos of its own.</summary>
    private const int Clusters = 3;

    /// <summary>What must have happened in so many runs, for them to show anything.</summary>
    private static readonly string[] Expected =
    [
        "answers lost", "checkpoints damaged", "checkpoints unreadable", "disks full", "pauses", "reads that hang", "requests doubled", "requests late", "requests lost", "requests slow",
        "silos given up", "silos killed", "silos stopped", "store errors after the effect", "store errors before the effect", "store late",
        "workers cut off", "workers frozen", "workers killed", "workers replaced", "workers stopped", "workers superseded",
    ];

    [Fact]
    public async Task Run_FairWeather_EndsWithTheHashThatFollowsFromTheRules()
    {
        await using var cluster = await SiloCluster.Start(new FastTime(Rate));
        Assert.Null(await Play(cluster, 0, new Tally(), calm: true));
    }

    [Fact]
    public async Task Run_AnyFaults_EveryStudyEndsWithTheHashOfTheUndisturbedRun()
    {
        Tally all = new();
        if (Setting("JOINTQP_FAULT_SEED") is { } one)
        {
            await using var cluster = await SiloCluster.Start(new FastTime(Rate));
            var failed = await Play(cluster, (ulong)one, all, log: output.WriteLine);
            output.WriteLine(all.ToString());
            Assert.Null(failed);
            return;
        }

        var began = Stopwatch.GetTimestamp();
        var runs = Setting("JOINTQP_SILO_FAULT_RUNS") ?? Usual;
        ConcurrentQueue<ulong> seeds = new(Enumerable.Range(0, (int)runs).Select(seed => (ulong)seed));
        ConcurrentQueue<string> failures = [];
        List<Task> playing = [];
        // One starts after the other: silos that do so side by side answer so late that they give each other up.
        while (playing.Count < Clusters)
            playing.Add(PlayAll(await SiloCluster.Start(new FastTime(Rate)), seeds, failures, all));
        await Task.WhenAll(playing);

        output.WriteLine(FormattableString.Invariant($"{runs} runs on real silos in {Stopwatch.GetElapsedTime(began).TotalSeconds:F1} s: {all}"));
        Assert.True(failures.IsEmpty, FormattableString.Invariant($"{failures.Count} of {runs} runs broke a rule:\n") + string.Join('\n', failures.Take(5)));
        if (runs >= Usual)
            Assert.All(Expected, what => Assert.True(all[what] > 0, $"In no run there were any {what}."));
    }

    private static long? Setting(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? long.Parse(text, CultureInfo.InvariantCulture) : null;

    private static async Task PlayAll(SiloCluster cluster, ConcurrentQueue<ulong> seeds, ConcurrentQueue<string> failures, Tally all)
    {
        string? failure = null;
        await using (cluster)
        {
            while (failure is null && seeds.TryDequeue(out var seed))
                failure = await Play(cluster, seed, all);
        }

        if (failure is null)
            return;
        failures.Enqueue(failure);
        // What a run that failed leaves behind, a study under way at least, is not to break the runs after it.
        await PlayAll(await SiloCluster.Start(new FastTime(Rate)), seeds, failures, all);
    }

    private static async Task<string?> Play(SiloCluster cluster, ulong seed, Tally all, bool calm = false, Action<string>? log = null)
    {
        SiloRun run = new(cluster, seed, calm, log);
        try
        {
            await run.Finish();
            return null;
        }
        catch (Exception e)
        {
            return FormattableString.Invariant($"seed {seed}: {(e is ViolationException ? e.Message : e)}\n  replay: JOINTQP_FAULT_SEED={seed} dotnet run --project Tests/Faults -- -class '*SiloFaultTests' -showliveoutput\n  what happened:\n")
                + string.Join('\n', run.Turmoil.Happened.TakeLast(400).Select(line => "    " + line));
        }
        finally
        {
            run.Turmoil.Count("seconds of the fast clock", times: (long)run.Turmoil.Now);
            lock (all)
                all.Add(run.Turmoil.Tally);
        }
    }
}
