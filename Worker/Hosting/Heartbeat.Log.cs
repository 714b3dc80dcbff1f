using Microsoft.Extensions.Logging;

namespace JointQP.Worker.Hosting;

internal sealed partial class Heartbeat
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "No answer from the silo for {Seconds:F0} s: this worker ends")]
    private static partial void LogSiloGone(ILogger logger, double seconds);

    [LoggerMessage(Level = LogLevel.Information, Message = "This worker is drained: it gives its stage back and ends")]
    private static partial void LogDrained(ILogger logger);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The silo did not answer a beat: {Reason}")]
    private static partial void LogMissed(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The health file {File} cannot be written: {Reason}")]
    private static partial void LogNotTouched(ILogger logger, string file, string reason);
}
