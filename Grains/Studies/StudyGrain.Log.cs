using System.Collections.Immutable;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Studies.Stages;
using Microsoft.Extensions.Logging;

namespace JointQP.Grains.Studies;

internal sealed partial class StudyGrain
{
    private void Tell(ImmutableArray<StageEvent> events)
    {
        foreach (var happened in events)
        {
            instruments.OnEvent(happened);
            switch (happened)
            {
                case StageEvent.LeaseLost lost:
                    LogLost(Name, lost.Stage, lost.Slot, lost.Reason);
                    break;
                case StageEvent.StagePoisoned poisoned:
                    LogSetAside(Name, poisoned.Stage, poisoned.Reason);
                    break;
                case StageEvent.StageFailed failed:
                    LogSetAside(Name, failed.Stage, FailureText.Reason(failed.Reason));
                    break;
                case StageEvent.StageRetried retried:
                    LogRetried(Name, retried.Stage, FailureText.Reason(retried.Reason));
                    break;
                case StageEvent.StageRebuilt rebuilt:
                    LogRebuilt(Name, rebuilt.Stage, rebuilt.Reason);
                    break;
                case StageEvent.DeterminismAlarm alarm:
                    LogAlarm(Name, alarm.Stage, alarm.Expected, alarm.Found);
                    break;
            }
        }
    }

    [LoggerMessage(LogLevel.Information, "Study {Study} is launched: {Trials} trials, {Stages} stages")]
    private partial void LogLaunched(string study, int trials, int stages);

    [LoggerMessage(LogLevel.Information, "Study {Study} is extended: {Trials} trials, {Stages} stages more")]
    private partial void LogExtended(string study, int trials, int stages);

    [LoggerMessage(LogLevel.Information, "Study {Study} is {Phase}")]
    private partial void LogPhase(string study, StudyPhase phase);

    [LoggerMessage(LogLevel.Warning, "Study {Study}: its log lacks an entry ({Kind})")]
    private partial void LogNotNoted(string study, StudyLogKind kind, Exception exception);

    [LoggerMessage(LogLevel.Warning, "Study {Study} could not be removed yet; it is tried again")]
    private partial void LogNotRemoved(string study, Exception exception);

    [LoggerMessage(LogLevel.Information, "Study {Study} stored nothing for {Command}: another activation was faster")]
    private partial void LogRefused(string study, string command);

    [LoggerMessage(LogLevel.Warning, "Study {Study}: stage {Stage} was lost by worker {Slot}: {Reason}")]
    private partial void LogLost(string study, string stage, string slot, string reason);

    [LoggerMessage(LogLevel.Error, "Study {Study}: stage {Stage} is set aside: {Reason}")]
    private partial void LogSetAside(string study, string stage, string reason);

    [LoggerMessage(LogLevel.Information, "Study {Study}: stage {Stage}, which was set aside, is tried again: {Reason}")]
    private partial void LogRetried(string study, string stage, string reason);

    [LoggerMessage(LogLevel.Warning, "Study {Study}: stage {Stage} is trained again: {Reason}")]
    private partial void LogRebuilt(string study, string stage, string reason);

    [LoggerMessage(LogLevel.Error, "Study {Study}: determinism alarm: stage {Stage} ended in {Found} instead of {Expected}")]
    private partial void LogAlarm(string study, string stage, string expected, string found);
}
