using System.Diagnostics;

namespace JointQP.Silo.Hosting;

/// <summary>Stops the silo when the process for whose sake it runs is gone, however that one ended.</summary>
internal sealed partial class OwnerWatch(int owner, IHostApplicationLifetime lifetime, ILogger<OwnerWatch> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            using var process = Process.GetProcessById(owner);
            await process.WaitForExitAsync(stoppingToken);
        }
        catch (ArgumentException)
        {
            // It was gone before we looked.
        }

        LogGone(owner);
        lifetime.StopApplication();
    }

    [LoggerMessage(LogLevel.Information, "Process {Owner}, for which this silo runs, is gone: stopping")]
    private partial void LogGone(int owner);
}
