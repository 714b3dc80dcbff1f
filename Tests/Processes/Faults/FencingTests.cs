using JointQP.Grains.Interfaces.Scheduling;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Grains.Interfaces.Trials;
using JointQP.Studies.Stages;
using JointQP.Tests.Processes.Harness;

namespace JointQP.Tests.Processes.Faults;

/// <summary>A worker that sleeps past its lease and wakes up changes nothing.</summary>
public sealed class FencingTests(UndisturbedStudy undisturbed) : ProcessTest
{
    [Fact]
    public async Task Worker_FrozenPastItsLeaseAndThawed_DropsTheStageAndTheHashStays()
    {
        var study = new FaultStudy(Cluster);
        await Cluster.Start(workers: 2);
        await study.Launch();

        var (held, zombie, _) = await study.Strike(Cluster, Signal.Stop);
        var taken = await Patience.For(
            async () => (await study.Stages())[held.Id] is var stage && stage.Epoch > held.Epoch ? stage : null, "another worker to take the stage");
        Assert.NotEqual(held.Holder!.Slot, taken.Holder?.Slot);
        Signal.Continue.Send(zombie.Id);

        // One that slept longer than a silo may be silent ends instead.
        await Patience.Until(
            () => Cluster.WorkerLog(held.Holder.Slot).Contains($"The lease on {held.Id} (epoch {held.Epoch}) is lost", StringComparison.Ordinal)
                || !Cluster.Workers().Exists(worker => worker.Id == zombie.Id),
            "the thawed worker to notice");
        await AssertFenced(new LeaseToken(FaultStudy.Name, held.Id, held.Epoch));
        Assert.Equal(await undisturbed.Hash(), await study.Finish());
    }

    /// <summary>Says again what the zombie may have said, at a moment when it surely is too late.</summary>
    private async Task AssertFenced(LeaseToken late)
    {
        await using var client = await ClusterClient.Connect(Cluster);
        var study = client.Grains.GetGrain<IStudyGrain>(late.Study);
        var planned = FaultStudy.Plan.Stages.Single(stage => stage.Id == late.Stage);
        var trial = client.Grains.GetGrain<ITrialGrain>(ITrialGrain.KeyOf(late.Study, "fashion", planned.Leader));
        var checkpoint = new CheckpointRef($"{late.Stage}.safetensors", planned.To, new string('0', 64), 1);
        var before = await Fenced();

        Assert.Equal(StageReply.Fenced, await trial.Append(late, [new MetricRow(planned.To - 1, "train/loss", double.NaN)]));
        Assert.Equal(StageReply.Fenced, await study.RecordCheckpoint(late, checkpoint));
        Assert.Equal(StageReply.Fenced, await study.Commit(late, new StageResult(checkpoint, new string('0', 64))));
        Assert.Equal(StageReply.Fenced, await study.Renew(late));

        // A scrape may be answered from a moment ago.
        await Patience.Until(async () => await Fenced() >= before + 4, "the fenced messages in the metrics");
    }

    private async Task<double> Fenced() =>
        PrometheusText.Parse(await Cluster.Metrics()).Where(sample => sample.Name == "jointqp_results_fenced_total").Sum(sample => sample.Value);
}
