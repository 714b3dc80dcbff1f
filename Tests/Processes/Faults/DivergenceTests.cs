using System.Text.Json;
using JointQP.Tests.Processes.Harness;

namespace JointQP.Tests.Processes.Faults;

/// <summary>A trial whose training diverges ends, with the reason, and neither its worker nor the others do.</summary>
public sealed class DivergenceTests : ProcessTest
{
    private const string Text =
        """
        name: wild
        seeds: [5]
        limits: { failed: 3 }
        experiments:
          - name: cross
            cross: { rate: [0.05, 100] }
            dataset: fashion-mnist-sample
            samples: { train: 320, validation: 64, test: 128 }
            network: convnet
            training: { epochs: 4, batch: 32, rate: $rate, weight-decay: 1 }
            schedules: [float]
        """;

    [Fact]
    public async Task OneOfTwoTrialsDiverges_FailsAtOnceWithTheStepAndTheOtherIsDone()
    {
        await Cluster.Start(workers: 1);
        var file = Path.Combine(Cluster.Data, "wild.yaml");
        await File.WriteAllTextAsync(file, Text, Patience.Token);
        await Cluster.Ask("study", "launch", file);
        await Patience.Until(() => Cluster.Workers().Count == 1, "the worker");
        var worker = Cluster.Worker("local-0").Id;
        JsonElement shown = default;
        await Patience.Until(
            async () => (shown = await Cluster.Ask("study", "show", "wild")).GetProperty("phase").GetString() == "completed", "the end of the study");

        var trials = await Cluster.Ask("trial", "list", "wild");
        var (tame, wild) = (trials[0], trials[1]);
        Assert.Equal(("done", "failed"), (tame.GetProperty("state").GetString(), wild.GetProperty("state").GetString()));
        var reason = wild.GetProperty("reason").GetString();
        Assert.Matches("^Training diverged at step [0-9]+: its loss is .*Lower the learning rate", reason);
        // Not tried again, though the budget would allow it.
        Assert.Equal(1, wild.GetProperty("failures").GetInt32());
        Assert.Equal(reason, shown.GetProperty("problems")[0].GetString());
        var path = (await Cluster.Ask("trial", "show", "wild", "1")).GetProperty("path")[0];
        Assert.Equal(reason, path.GetProperty("reason").GetString());
        Assert.Contains("diverged", path.GetProperty("log").EnumerateArray().Last().GetString(), StringComparison.Ordinal);
        Assert.Equal(worker, Cluster.Worker("local-0").Id);
    }
}
