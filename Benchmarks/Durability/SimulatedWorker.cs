using System.Collections.Immutable;
using JointQP.Grains.Interfaces.Scheduling;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Grains.Interfaces.Trials;
using JointQP.Studies.Stages;
using JointQP.Worker.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace JointQP.Benchmarks.Durability;

/// <summary>Speaks to the cluster as a worker does, again and again until it is answered, and trains nothing.</summary>
internal sealed class SimulatedWorker(IGrainFactory grains, string slot)
{
    private readonly GrainCalls _calls = new(new SiloContact(TimeProvider.System), TimeProvider.System, NullLogger<GrainCalls>.Instance);

    /// <summary>A lease, or null and when to ask again.</summary>
    public Task<WorkReply> Ask()
    {
        WorkRequest request = new(slot, 1, Guid.NewGuid(), Repeated: false, "cpu simulated", []);
        return Call(() =>
        {
            var asked = request;
            request = request with { Repeated = true };
            return grains.GetGrain<ISchedulerGrain>(ISchedulerGrain.Key).Ask(asked);
        });
    }

    public async Task Append(StageLease lease, ImmutableArray<MetricRow> rows)
    {
        var trial = grains.GetGrain<ITrialGrain>(ITrialGrain.KeyOf(lease.Token.Study, lease.Trial.Experiment, lease.Trial.Index));
        if (await Call(() => trial.Append(lease.Token, rows)) != StageReply.Accepted)
            throw new InvalidOperationException($"Metrics of {lease.Token.Stage} were refused.");
    }

    public async Task Commit(StageLease lease)
    {
        var hash = lease.Token.Stage.GetHashCode(StringComparison.Ordinal).ToString("x64", System.Globalization.CultureInfo.InvariantCulture);
        CheckpointRef checkpoint = new($"{CheckpointFile.Stem(lease.Token.Stage, lease.Token.Epoch, lease.Stage.To)}-{hash}.safetensors", lease.Stage.To, hash, 1);
        if (await Call(() => grains.GetGrain<IStudyGrain>(lease.Token.Study).Commit(lease.Token, new StageResult(checkpoint, hash))) != StageReply.Accepted)
            throw new InvalidOperationException($"The commit of {lease.Token.Stage} was refused.");
    }

    private Task<T> Call<T>(Func<Task<T>> call) => _calls.Call(call, CancellationToken.None);
}
