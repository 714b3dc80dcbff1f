using JointQP.Grains.Interfaces.Scheduling;
using Microsoft.Extensions.Logging;

namespace JointQP.Worker.Agent;

internal sealed partial class AttemptRunner
{
    [LoggerMessage(Level = LogLevel.Information, Message = "{Study}/{Stage} (epoch {Epoch}): training from step {From} to {To}")]
    private static partial void LogStarted(ILogger logger, string study, string stage, long epoch, long from, long to);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Stage} (epoch {Epoch}): commit {Reply}")]
    private static partial void LogEnded(ILogger logger, string stage, long epoch, StageReply reply);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Stage} (epoch {Epoch}): {Pace}")]
    private static partial void LogPace(ILogger logger, string stage, long epoch, string pace);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Study}/{Stage} (epoch {Epoch}): given back with its checkpoint")]
    private static partial void LogHandedOver(ILogger logger, string study, string stage, long epoch);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Stage}: {Reason} Going on from the parent's checkpoint.")]
    private static partial void LogFallback(ILogger logger, string stage, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Stage}: the parent's checkpoint cannot be used: {Reason}")]
    private static partial void LogParent(ILogger logger, string stage, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Stage} is given back: {Reason}")]
    private static partial void LogNotWritten(ILogger logger, string stage, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Study}/{Stage} failed")]
    private static partial void LogFailed(ILogger logger, Exception exception, string study, string stage);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Study}/{Stage} failed: {Reason}")]
    private static partial void LogRefused(ILogger logger, string study, string stage, string reason);
}
