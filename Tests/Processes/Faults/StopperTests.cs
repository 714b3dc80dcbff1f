using System.Text.Json;
using JointQP.Studies.Stages;
using JointQP.Tests.Processes.Harness;

namespace JointQP.Tests.Processes.Faults;

/// <summary>Trials that a stopper lets go on are the same bits as without it, and whom it stops does not depend on who trains, nor on who dies.</summary>
public sealed class StopperTests : ProcessTest
{
    [Fact]
    [Trait(LongTest.Trait, LongTest.Value)]
    public async Task SixOrders_StoppedWithAWorkerKilled_SameHashAsUndisturbedAndSurvivorsAsUnstopped()
    {
        LongTest.Require();
        await Cluster.Start(workers: 2);
        var unstopped = await Train("unstopped", "none");
        var undisturbed = await Train("undisturbed", Stopper);
        await Launch("killed", Stopper);
        var stage = await Patience.For(
            async () => (await Cluster.Stages.Read("killed")).Values.FirstOrDefault(held => held is { Status: StageStatus.Leased, Losses: 0 }),
            "a stage in training");
        Signal.Kill.Send(Cluster.Worker(stage.Holder!.Slot).Id);
        var killed = await Result("killed");

        Assert.Equal(undisturbed.GetProperty("resultHash").GetString(), killed.GetProperty("resultHash").GetString());
        var trials = Trials(undisturbed);
        Assert.Equal((6, 3), (trials.Count, trials.Values.Count(trial => trial.Status == "stopped")));
        var whole = Trials(unstopped);
        Assert.All(trials.Where(trial => trial.Value.Status == "committed"), trial => Assert.Equal(whole[trial.Key], trial.Value));
    }

    private async Task<JsonElement> Train(string name, string stopper)
    {
        await Launch(name, stopper);
        return await Result(name);
    }

    private async Task Launch(string name, string stopper)
    {
        var file = Path.Combine(Cluster.Data, name + ".yaml");
        await File.WriteAllTextAsync(file, Text(name, stopper));
        await Cluster.Ask("study", "launch", file);
    }

    private async Task<JsonElement> Result(string name)
    {
        await Cluster.Ask("study", "wait", name);
        return await Cluster.Ask("study", "results", name);
    }

    private static Dictionary<string, (string Status, string? StateHash, string? Digest)> Trials(JsonElement results) =>
        results.GetProperty("experiments")[0].GetProperty("trials").EnumerateArray().ToDictionary(
            trial => trial.GetProperty("schedule").GetString()!,
            trial => (trial.GetProperty("status").GetString()!, trial.GetProperty("stateHash").GetString(), trial.GetProperty("digest").GetString()));

    private const string Stopper = "{ rule: halving, rungs: [25 steps], pairs: apart }";

    private static string Text(string name, string stopper) =>
        $$"""
        name: {{name}}
        seeds: [5]
        sharing: study
        limits: { lost: 50, lease: 3s, checkpoint-every: 1s }
        experiments:
          - name: fashion
            dataset: fashion-mnist-sample
            samples: { train: 320, validation: 64, test: 128 }
            network: convnet
            training: { epochs: 8, batch: 16 }
            compression: { window: 64, ramp: { every: 4 steps, times: 4 } }
            schedules:
              - orderings: permutations
                of: [P0.5(w), Q8(w), Q4(f)]
                onsets: { equally-spaced: { from: 30%, to: 60% } }
            stopper: {{stopper}}
        """;
}
