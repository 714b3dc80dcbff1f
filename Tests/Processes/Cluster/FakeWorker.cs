using System.Security.Cryptography;
using System.Text;
using JointQP.Grains.Interfaces.Scheduling;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Grains.Interfaces.Trials;
using JointQP.Studies.Planning;
using JointQP.Studies.Stages;
using JointQP.Studies.Words;


namespace JointQP.Tests.Processes.Cluster;

/// <summary>A worker that makes its results up, always the same ones for trials that are the same so far.</summary>
internal sealed class FakeWorker(IGrainFactory grains, string slot, long incarnation = 1)
{
    public ISchedulerGrain Scheduler => grains.GetGrain<ISchedulerGrain>(ISchedulerGrain.Key);

    public WorkRequest NewRequest() => new(slot, incarnation, Guid.NewGuid(), Repeated: false, "cpu-made-up");

    /// <summary>Asks the study itself, past the scheduler.</summary>
    public async Task<StageLease> Lease(string study) => (await Study(study).Lease(NewRequest()))!;

    public static StageResult ResultOf(StageLease lease)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(StageKey.Of(lease.Trial.Spec, lease.Stage.To) + lease.Stage.To)));
        return new StageResult(new CheckpointRef($"{CheckpointFile.Stem(lease.Token.Stage, lease.Token.Epoch, lease.Stage.To)}-ff.safetensors", lease.Stage.To, hash, 1), hash);
    }

    /// <summary>Two metrics in the middle and at the end of the stage, and what a stopper sees at a rung.</summary>
    public async Task<StageReply> Report(StageLease lease)
    {
        MetricRow[] rung = lease.Stage.Rung ? [new(lease.Stage.To, "rung/accuracy", ValueAt(lease.Trial.Spec, lease.Stage.To))] : [];
        return await Trial(lease).Append(lease.Token, [.. RowsAt(lease, lease.Stage.From + 1), .. RowsAt(lease, lease.Stage.To), .. rung]);
    }

    /// <summary>Every accuracy that is reported: one for trials that are the same so far, anywhere in [0, 1).</summary>
    public static double ValueAt(TrialSpec trial, long step) =>
        BitConverter.ToUInt16(SHA256.HashData(Encoding.UTF8.GetBytes(StageKey.Of(trial, step) + step))) / 65536.0;

    public async Task<StageReply> Train(StageLease lease)
    {
        var reported = await Report(lease);
        return reported == StageReply.Fenced ? reported : await Study(lease.Token.Study).Commit(lease.Token, ResultOf(lease));
    }

    /// <summary>Trains until the study has nothing left.</summary>
    public async Task TrainAll(string study)
    {
        while (await Study(study).Lease(NewRequest()) is { } lease)
            await Train(lease);
    }

    public IStudyGrain Study(string study) => grains.GetGrain<IStudyGrain>(study);

    public ITrialGrain Trial(StageLease lease) =>
        grains.GetGrain<ITrialGrain>(ITrialGrain.KeyOf(lease.Token.Study, lease.Trial.Experiment, lease.Trial.Index));

    private static IEnumerable<MetricRow> RowsAt(StageLease lease, long step) =>
        [
            new MetricRow(step, "test/accuracy", ValueAt(lease.Trial.Spec, step)),
            new MetricRow(step, "validation/accuracy", ValueAt(lease.Trial.Spec, step)),
            new MetricRow(step, "bytes/weights", 1000),
        ];
}
