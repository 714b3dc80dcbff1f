using Microsoft.Extensions.Logging;

namespace JointQP.Worker.Agent;

internal sealed partial class WorkerAgent
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Worker {Slot} (incarnation {Incarnation}) is ready: {Fingerprint}")]
    private static partial void LogReady(ILogger logger, string slot, long incarnation, string fingerprint);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A newer process holds the slot {Slot}: this one ends")]
    private static partial void LogSuperseded(ILogger logger, string slot);
}
