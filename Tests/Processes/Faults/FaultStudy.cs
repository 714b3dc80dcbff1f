using System.Collections.Immutable;
using JointQP.Studies.Planning;
using JointQP.Studies.Spec;
using JointQP.Studies.Stages;
using JointQP.Tests.Processes.Harness;

namespace JointQP.Tests.Processes.Faults;

/// <summary>
/// The study that is disturbed: both orders and float, with stages long enough for checkpoints inside them and leases short enough to
/// run out in a test.
/// </summary>
internal sealed class FaultStudy(TestCluster cluster, string name = FaultStudy.Name, int seeds = 2, string sharing = "all", string lease = FaultStudy.ShortLease)
{
    public const string Name = "faults";

    /// <summary>Over soon, where a worker that is stopped or cut off is to lose it.</summary>
    public const string ShortLease = "3s";

    public static StudyPlan Plan { get; } = StudyPlanner.Plan(StudySpecParser.Parse(TextOf(Name, 2, "all", ShortLease)).Spec!);

    /// <summary>The folder of its checkpoints.</summary>
    public string Checkpoints => Path.Combine(cluster.Data, "checkpoints", name);

    public async Task Launch()
    {
        var file = Path.Combine(cluster.Data, name + ".yaml");
        await File.WriteAllTextAsync(file, TextOf(name, seeds, sharing, lease));
        await cluster.Ask("study", "launch", file);
    }

    public Task<ImmutableDictionary<string, StageRecord>> Stages() => cluster.StagesOf(name);

    /// <summary>Waits until some worker is in the middle of a stage and has left a checkpoint there; tells of that stage.</summary>
    public Task<StageRecord> MidStage() => cluster.Patience.For(
        async () =>
        {
            var stages = await Stages();
            Assert.False(Ended(stages), "The study was at its end before the fault: its stages are too short for this machine.");
            return stages.Values.FirstOrDefault(stage => stage is { Status: StageStatus.Leased, Progress: not null });
        },
        "a checkpoint inside a stage");

    /// <summary>
    /// Strikes the worker that is in the middle of a stage, and waits until its lease is over. A blow that came too late, when the stage was
    /// committed already, is taken back and struck again at another stage.
    /// </summary>
    /// <param name="local">Where the worker runs.</param>
    /// <param name="blow">What kills the worker, or stops it for longer than its lease.</param>
    /// <returns>The stage as it was held, the process that held it, and the stage after that.</returns>
    public async Task<(StageRecord Held, RunningProcess Worker, StageRecord After)> Strike(LocalCluster local, Signal blow)
    {
        while (true)
        {
            var held = await MidStage();
            var worker = local.Worker(held.Holder!.Slot);
            blow.Send(worker.Id);
            var after = await cluster.Patience.For(
                async () => (await Stages())[held.Id] is var stage && (stage.Status != StageStatus.Leased || stage.Epoch != held.Epoch) ? stage : null,
                "the end of the lease");
            if (after.Status != StageStatus.Committed || after.Epoch != held.Epoch)
                return (held, worker, after);
            Signal.Continue.Send(worker.Id);
            await cluster.Patience.Until(() => local.Workers().Exists(running => running.Slot == held.Holder.Slot), "the slot's next worker");
        }
    }

    /// <summary>Waits until the study has come to its end, and gives its result hash as the console tells it.</summary>
    public async Task<string> Finish()
    {
        await cluster.Patience.Until(async () => Ended(await Stages()), "the end of the study");
        // The last stage is stored before the study's end is.
        return await cluster.Patience.For(
            async () =>
            {
                var results = await cluster.Ask("study", "results", name);
                return results.GetProperty("status").GetProperty("phase").GetString() == "completed"
                    ? results.GetProperty("resultHash").GetString()
                    : null;
            },
            "a result hash");
    }

    public async Task<bool> HasEnded() => Ended(await Stages());

    private static bool Ended(ImmutableDictionary<string, StageRecord> stages) =>
        stages.Values.All(stage => stage.Status is not (StageStatus.Blocked or StageStatus.Ready or StageStatus.Leased));

    private static string TextOf(string name, int seeds, string sharing, string lease) =>
        $$"""
        name: {{name}}
        seeds: {{seeds}}
        sharing: {{sharing}}
        limits: { lost: 50, lease: {{lease}}, checkpoint-every: 1s }
        experiments:
          - name: fashion
            dataset: fashion-mnist-sample
            samples: { train: 512, validation: 128, test: 256 }
            network: convnet
            training: { epochs: 20, batch: 32 }
            compression: { window: 64, ramp: { every: 4 steps, times: 4 } }
            schedules:
              - float
              - order: P0.5(w,f) -> Q8(w,f)
                onsets: [20 steps, 300 steps]
              - order: Q8(w,f) -> P0.5(w,f)
                onsets: [20 steps, 280 steps]
        """;
}
