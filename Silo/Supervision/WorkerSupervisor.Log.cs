namespace JointQP.Silo.Supervision;

internal sealed partial class WorkerSupervisor
{
    [LoggerMessage(LogLevel.Information, "Worker {Slot} runs as process {ProcessId}")]
    private partial void LogStarted(string slot, int processId);

    [LoggerMessage(LogLevel.Warning, "Worker {Slot}, process {ProcessId}, ended with exit code {ExitCode}; its log tells why")]
    private partial void LogEnded(string slot, int processId, int exitCode);

    [LoggerMessage(LogLevel.Information, "Worker {Slot}, process {ProcessId}, stopped with exit code {ExitCode}")]
    private partial void LogStopped(string slot, int processId, int exitCode);

    [LoggerMessage(LogLevel.Error, "Worker {Slot} cannot be started from {Program}: {Reason}")]
    private partial void LogNotStarted(string slot, string program, string reason);

    [LoggerMessage(LogLevel.Information, "Worker {Slot} is started again in {Seconds} s")]
    private partial void LogRestart(string slot, double seconds);
}
