using System.Data.Common;
using JointQP.Grains.Interfaces.Hosting;
using JointQP.Grains.Storage;

namespace JointQP.Silo.Storage;

/// <summary>
/// Looks after the checkpoint folders of deleted studies: a worker that slept through the deletion may write one more file before it hears
/// that its lease is over.
/// </summary>
internal sealed partial class LateFiles(IStageStore stages, CheckpointFolders folders, TimeProvider time, ILogger<LateFiles> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    /// <summary>Removes what there is now.</summary>
    public async Task Remove()
    {
        foreach (var (study, epoch) in await stages.Retired())
        {
            try
            {
                if (await Task.Run(() => folders.RemoveLate(study, epoch)) is > 0 and var files)
                    LogRemoved(files, study);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                LogLeft(study, e.Message);
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        do
            await RemoveOrLeave();
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Without a database there is nothing to go by; the next time there may be.</summary>
    private async Task RemoveOrLeave()
    {
        try
        {
            await Remove();
        }
        catch (Exception e) when (e is StorageException or DbException)
        {
            LogNotRead(e.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Which studies were deleted could not be read: {Reason}")]
    private partial void LogNotRead(string reason);

    [LoggerMessage(LogLevel.Information, "Removed {Files} late checkpoints of the deleted study {Study}")]
    private partial void LogRemoved(int files, string study);

    [LoggerMessage(LogLevel.Warning, "Late checkpoints of the deleted study {Study} could not be removed yet: {Reason}")]
    private partial void LogLeft(string study, string reason);
}
