namespace JointQP.Silo.Storage;

/// <summary>
/// Looks after the checkpoint folders of deleted studies: a worker that slept through the deletion may write one more file before it hears
/// that its lease is over.
/// </summary>
internal sealed partial class LateFiles(SqliteDatabase database, CheckpointFolders folders, TimeProvider time, ILogger<LateFiles> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    /// <summary>Removes what there is now.</summary>
    public void Remove()
    {
        foreach (var (study, epoch) in Retired())
        {
            try
            {
                if (folders.RemoveLate(study, epoch) is > 0 and var files)
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
            await Task.Run(Remove, stoppingToken);
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private List<(string Study, long Epoch)> Retired()
    {
        using var connection = database.OpenConnection();
        using var select = connection.Command("SELECT study, epoch FROM retired");
        using var reader = select.ExecuteReader();
        var retired = new List<(string, long)>();
        while (reader.Read())
            retired.Add((reader.GetString(0), reader.GetInt64(1)));
        return retired;
    }

    [LoggerMessage(LogLevel.Information, "Removed {Files} late checkpoints of the deleted study {Study}")]
    private partial void LogRemoved(int files, string study);

    [LoggerMessage(LogLevel.Warning, "Late checkpoints of the deleted study {Study} could not be removed yet: {Reason}")]
    private partial void LogLeft(string study, string reason);
}
