using System.Globalization;

namespace JointQP.Silo.Supervision;

/// <summary>Which local workers to run.</summary>
/// <param name="Count">How many.</param>
/// <param name="Program">A dll or an executable.</param>
/// <param name="DataDirectory">Where their checkpoints, data sets and logs lie.</param>
/// <param name="GatewayPort">Where they reach the silo.</param>
internal sealed record LocalWorkers(int Count, string Program, string DataDirectory, int GatewayPort);

/// <summary>Keeps the local workers running: one that ends is started again, ever later while it ends at its start.</summary>
internal sealed partial class WorkerSupervisor(LocalWorkers workers, TimeProvider time, ILogger<WorkerSupervisor> logger) : BackgroundService
{
    /// <summary>What a worker gets between the request to stop and its end: enough to hand its stage back.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(8);

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Directory.CreateDirectory(Path.Combine(workers.DataDirectory, "logs"));
        return Task.WhenAll(Enumerable.Range(0, workers.Count).Select(index => KeepRunning(index, stoppingToken)));
    }

    private async Task KeepRunning(int index, CancellationToken stopping)
    {
        var slot = string.Create(CultureInfo.InvariantCulture, $"local-{index}");
        string[] arguments =
        [
            "--slot", slot,
            "--gateway-port", workers.GatewayPort.ToString(CultureInfo.InvariantCulture),
            "--data", workers.DataDirectory,
            "--device", "cpu",
        ];
        using var log = new WorkerLog(Path.Combine(workers.DataDirectory, "logs", string.Create(CultureInfo.InvariantCulture, $"worker-{index}.log")));
        var wait = TimeSpan.Zero;
        while (!stopping.IsCancellationRequested)
        {
            var born = time.GetTimestamp();
            await LiveOnce(slot, arguments, log, stopping);
            if (stopping.IsCancellationRequested)
                return;
            wait = RestartBackoff.Next(wait, time.GetElapsedTime(born));
            LogRestart(slot, wait.TotalSeconds);
            await Task.Delay(wait, time, stopping).ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    private async Task LiveOnce(string slot, string[] arguments, WorkerLog log, CancellationToken stopping)
    {
        WorkerProcess process;
        try
        {
            process = WorkerProcess.Start(workers.Program, arguments, log);
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            LogNotStarted(slot, workers.Program, e.Message);
            return;
        }

        using (process)
        {
            LogStarted(slot, process.Id);
            try
            {
                await process.WaitForExit(stopping);
                LogEnded(slot, process.Id, process.ExitCode);
            }
            catch (OperationCanceledException)
            {
                await process.Stop(Grace, time);
                LogStopped(slot, process.Id, process.ExitCode);
            }
        }
    }
}
