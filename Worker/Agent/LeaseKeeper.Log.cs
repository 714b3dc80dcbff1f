using Microsoft.Extensions.Logging;

namespace JointQP.Worker.Agent;

internal sealed partial class LeaseKeeper
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "The lease on {Stage} (epoch {Epoch}) is lost: the stage is dropped")]
    private static partial void LogLost(ILogger logger, string stage, long epoch);

    [LoggerMessage(Level = LogLevel.Information, Message = "A renewal of {Stage} was not answered: {Reason}")]
    private static partial void LogUnanswered(ILogger logger, string stage, string reason);
}
