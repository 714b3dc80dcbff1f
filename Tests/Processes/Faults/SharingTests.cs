using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using JointQP.Studies.Planning;
using JointQP.Studies.Spec;
using JointQP.Studies.Stages;
using JointQP.Tests.Processes.Harness;

namespace JointQP.Tests.Processes.Faults;

/// <summary>Six orders of three operators: what they share is trained once, and the result is that of training each from its first step.</summary>
public sealed partial class SharingTests : ProcessTest
{
    private const string Name = "orders";

    [Fact]
    [Trait(LongTest.Trait, LongTest.Value)]
    public async Task SixOrders_SharedOnOneWorker_SameHashAsUnsharedOnTwoAndNoStepTwice()
    {
        LongTest.Require();
        await Cluster.Start(workers: 2);
        var unshared = await Train("unshared", "none");
        await Cluster.Stop();
        await Cluster.Start(workers: 1);

        Assert.Equal(unshared, await Train(Name, "study"));
        var shared = StudyPlanner.Plan(Spec(Name, "study"));
        // 200 steps each without sharing.
        Assert.True(shared.Stages.Sum(stage => stage.To - stage.From) < 6 * 200 * 3 / 4);
        Assert.Equal(shared.Stages.Select(stage => (stage.Id, stage.From)).Order(), Trainings(Name).Order());
    }

    [Fact]
    public async Task SeveralSeeds_OnOneWorker_GoesOnFromTheCheckpointItHasJustLeft()
    {
        await Cluster.Start(workers: 1);
        await Train(Name, "study", seeds: "[5, 6, 7]");

        var plan = StudyPlanner.Plan(Spec(Name, "study", "[5, 6, 7]")).Stages.ToDictionary(stage => stage.Id);
        var order = Trainings(Name).Select(training => plan[training.Stage]).ToList();
        Assert.All(order.Take(3), beginning => Assert.Null(beginning.Parent));
        // The first of the plan would be the first seed's.
        Assert.Equal(order[2].Id, order[3].Parent);
    }

    [Fact]
    [Trait(LongTest.Trait, LongTest.Value)]
    public async Task SixOrders_WithWorkersKilled_SameHashAsUndisturbed()
    {
        LongTest.Require();
        await Cluster.Start(workers: 2);
        var undisturbed = await Train("undisturbed", "study");
        await Launch(Name, "study");
        for (var losses = 0; losses < 2;)
        {
            var stage = await Patience.For(
                async () =>
                {
                    var stages = await Cluster.Stages.Read(Name);
                    Assert.Contains(stages.Values, left => left.Status != StageStatus.Committed);
                    return stages.Values.FirstOrDefault(held => held is { Status: StageStatus.Leased, Losses: 0 });
                },
                "a stage in training");
            Signal.Kill.Send(Cluster.Worker(stage.Holder!.Slot).Id);
            // A blow that came too late, when the stage was committed already, is none.
            var after = await Patience.For(
                async () => (await Cluster.Stages.Read(Name))[stage.Id] is var now && (now.Losses > 0 || now.Status == StageStatus.Committed) ? now : null,
                "the loss to be noticed");
            losses += after.Losses > 0 ? 1 : 0;
            await Patience.Until(() => Cluster.Workers().Exists(worker => worker.Slot == stage.Holder.Slot), "the slot's next worker");
        }

        Assert.Equal(undisturbed, await Result(Name));
    }

    private async Task<string> Train(string name, string sharing, string seeds = "[5]")
    {
        await Launch(name, sharing, seeds);
        return await Result(name);
    }

    private async Task Launch(string name, string sharing, string seeds = "[5]")
    {
        var file = Path.Combine(Cluster.Data, name + ".yaml");
        await File.WriteAllTextAsync(file, Text(name, sharing, seeds));
        await Cluster.Ask("study", "launch", file);
    }

    private async Task<string> Result(string name)
    {
        await Cluster.Ask("study", "wait", name);
        return (await Cluster.Ask("study", "results", name)).GetProperty("resultHash").GetString()!;
    }

    /// <summary>Where each training began, as the log of the only worker tells.</summary>
    private ImmutableArray<(string Stage, long From)> Trainings(string study) =>
    [
        .. Started().Matches(Cluster.WorkerLog("local-0")).Where(match => match.Groups["study"].Value == study)
            .Select(match => (match.Groups["stage"].Value, long.Parse(match.Groups["step"].Value, CultureInfo.InvariantCulture))),
    ];

    private static StudySpec Spec(string name, string sharing, string seeds = "[5]") => StudySpecParser.Parse(Text(name, sharing, seeds)).Spec!;

    private static string Text(string name, string sharing, string seeds) =>
        $$"""
        name: {{name}}
        seeds: {{seeds}}
        sharing: {{sharing}}
        limits: { lost: 50, checkpoint-every: 1s }
        experiments:
          - name: fashion
            dataset: fashion-mnist-sample
            samples: { train: 320, validation: 64, test: 128 }
            network: convnet
            training: { epochs: 10, batch: 16 }
            compression: { window: 64, ramp: { every: 4 steps, times: 4 } }
            schedules:
              - orderings: permutations
                of: [P0.5(w), Q8(w), Q4(f)]
                onsets: { equally-spaced: { from: 50%, to: 80% } }
        """;

    [GeneratedRegex(@"(?<study>[^\s/]+)/(?<stage>\S+) \(epoch \d+\): training from step (?<step>\d+)", RegexOptions.ExplicitCapture)]
    private static partial Regex Started();
}
