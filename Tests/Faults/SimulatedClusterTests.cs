using System.Diagnostics;
using System.Globalization;
using JointQP.Tests.Faults.Simulation;

namespace JointQP.Tests.Faults;

/// <summary>Whatever goes wrong on the way, the studies come to the same end.</summary>
public sealed class SimulatedClusterTests(ITestOutputHelper output)
{
    private const int Usual = 2000;

    /// <summary>What must have happened in so many runs, for them to show anything.</summary>
    private static readonly string[] Expected =
    [
        "LeaseGranted", "LeaseLost", "StageRebuilt", "activations", "answers lost", "checkpoints damaged", "disks full", "fell back to the parent",
        "fenced Checkpoint", "fenced Commit", "fenced Fail", "fenced Release", "fenced Renew", "fenced UnreadableParent", "fenced metrics", "messages late",
        "pauses", "requests doubled", "requests lost", "silos frozen", "silos killed", "stale writes refused", "store errors after the effect",
        "store errors before the effect", "studies split", "trainings that threw", "workers cut off", "workers frozen", "workers gone for good", "workers killed", "workers stopped",
        "workers superseded",
    ];

    private static readonly Lazy<IReadOnlyDictionary<string, string>> Undisturbed = new(
        () => Shapes.All.ToDictionary(study => study.Name, study => new SimulatedRun(study).Finish()[study.Name], StringComparer.Ordinal));

    [Fact]
    public void Run_AnyFaults_EveryStudyEndsWithTheHashOfTheUndisturbedRun()
    {
        if (Setting("JOINTQP_FAULT_SEED") is { } one)
        {
            Replay((ulong)one);
            return;
        }

        Tally all = new();
        List<string> failures = [];
        var began = Stopwatch.GetTimestamp();
        var runs = Setting("JOINTQP_FAULT_RUNS") ?? Usual;
        for (var seed = 0UL; seed < (ulong)runs; seed++)
        {
            if (Play(seed, null, all) is { } failure)
                failures.Add(failure);
        }

        output.WriteLine(FormattableString.Invariant($"{runs} runs in {Stopwatch.GetElapsedTime(began).TotalSeconds:F1} s: {all}"));
        Assert.True(failures.Count == 0, FormattableString.Invariant($"{failures.Count} of {runs} runs broke a rule:\n") + string.Join('\n', failures.Take(20)));
        if (runs >= Usual)
            Assert.All(Expected, what => Assert.True(all[what] > 0, $"In no run there were any {what}."));
    }

    private static long? Setting(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? long.Parse(text, CultureInfo.InvariantCulture) : null;

    private void Replay(ulong seed)
    {
        Tally tally = new();
        var failure = Play(seed, output.WriteLine, tally);
        output.WriteLine(tally.ToString());
        Assert.Null(failure);
    }

    private static string? Play(ulong seed, Action<string>? log, Tally all)
    {
        SimulatedRun run = new(seed, log);
        try
        {
            var hashes = run.Finish();
            all.Add(run.Tally);
            foreach (var (study, hash) in hashes)
                if (hash != Undisturbed.Value[study])
                    throw new ViolationException($"study {study} ended in result hash {hash} instead of {Undisturbed.Value[study]}");
            return null;
        }
        catch (ViolationException e)
        {
            return FormattableString.Invariant($"seed {seed}: {e.Message}\n  replay: JOINTQP_FAULT_SEED={seed} dotnet run --project Tests/Faults -- -class '*SimulatedClusterTests' -showliveoutput");
        }
    }
}
