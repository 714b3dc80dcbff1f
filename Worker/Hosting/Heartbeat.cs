using JointQP.Grains.Interfaces.Workers;
using JointQP.Worker.Agent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace JointQP.Worker.Hosting;

/// <summary>Tells the cluster every two seconds what the worker does, and ends the process when nobody has answered for too long.</summary>
internal sealed partial class Heartbeat(
    IGrainFactory grains,
    WorkerIdentity identity,
    WorkerActivity activity,
    SiloContact contact,
    WorkerOptions options,
    WorkerExit exit,
    TimeProvider time,
    ILogger<Heartbeat> log) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(2);

    /// <summary>A beat that has no answer by then is followed by the next, also where a worker waits for its silos for ever.</summary>
    private static readonly TimeSpan LongestBeat = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        do
        {
            await Beat(stoppingToken);
            if (contact.Silence <= options.SiloTimeout)
                continue;
            LogSiloGone(log, contact.Silence.TotalSeconds);
            exit.Stop(WorkerExit.SiloGone);
            return;
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task Beat(CancellationToken cancellation)
    {
        try
        {
            var reply = await grains.GetGrain<IGpuWorkerGrain>(identity.Slot)
                .Beat(activity.Take(identity, options.Device))
                .WaitAsync(options.SiloTimeout < LongestBeat ? options.SiloTimeout : LongestBeat, time, cancellation);
            contact.Heard();
            Touch();
            if (reply.Superseded)
                exit.Stop(WorkerExit.Superseded);
            if (reply.Leave)
            {
                LogDrained(log);
                exit.Stop(WorkerExit.Drained);
            }
        }
        catch (Exception e) when (GrainCalls.IsTheClusters(e))
        {
            LogMissed(log, e.Message);
        }
    }

    private void Touch()
    {
        if (options.HealthFile is not { } file)
            return;
        try
        {
            File.WriteAllText(file, time.GetUtcNow().ToString("O", System.Globalization.CultureInfo.InvariantCulture));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogNotTouched(log, file, e.Message);
        }
    }
}
