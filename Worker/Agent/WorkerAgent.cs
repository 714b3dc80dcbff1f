using JointQP.Grains.Interfaces.Scheduling;
using JointQP.Studies.Stages;
using JointQP.Training.Checkpoints;
using JointQP.Worker.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace JointQP.Worker.Agent;

/// <summary>Asks for a stage, runs it, asks again.</summary>
internal sealed partial class WorkerAgent(
    IGrainFactory grains,
    GrainCalls calls,
    AttemptRunner run,
    CheckpointCache checkpoints,
    WorkerIdentity identity,
    WorkerExit exit,
    TimeProvider time,
    ILogger<WorkerAgent> log) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        LogReady(log, identity.Slot, identity.Incarnation, identity.Fingerprint);
        while (!stoppingToken.IsCancellationRequested)
        {
            var (reply, askedAt) = await Ask(stoppingToken);
            if (reply.Superseded)
            {
                LogSuperseded(log, identity.Slot);
                exit.Stop(WorkerExit.Superseded);
                return;
            }

            if (reply.Lease is not null)
            {
                await run.Run(reply.Lease, askedAt, stoppingToken);
                continue;
            }

            run.Idle();
            await Task.Delay(reply.AskAgainAfter, time, stoppingToken);
        }
    }

    /// <summary>The lease's deadline counts from before the request that was answered was sent.</summary>
    private async Task<(WorkReply Reply, long AskedAt)> Ask(CancellationToken cancellation)
    {
        var scheduler = grains.GetGrain<ISchedulerGrain>(ISchedulerGrain.Key);
        var request = identity.NewRequest(checkpoints.Newest(Locality.MostHeld));
        long askedAt = 0;
        var reply = await calls.Call(
            () =>
            {
                askedAt = time.GetTimestamp();
                var asked = request;
                request = request with { Repeated = true };
                return scheduler.Ask(asked);
            },
            cancellation);
        return (reply, askedAt);
    }
}
