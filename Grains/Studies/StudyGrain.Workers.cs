using System.Collections.Immutable;
using JointQP.Grains.Interfaces.Scheduling;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Grains.Interfaces.Workers;
using JointQP.Studies.Scheduling;
using JointQP.Studies.Stages;
using Microsoft.Extensions.Logging;

namespace JointQP.Grains.Studies;

/// <remarks>
/// Workers' slots are told what became of their leases, so that one that only ever loses is found. No stage depends on it: it is told behind a turn,
/// and what is not heard is not made up for.
/// </remarks>
internal sealed partial class StudyGrain
{
    private void TellWorkers(ImmutableArray<StageEvent> events)
    {
        // A commit with a remark was taken over, and says nothing of the machine.
        foreach (var ended in events.OfType<StageEvent.AttemptEnded>())
            if (ended is { Outcome: AttemptOutcome.Lost } or { Outcome: AttemptOutcome.Committed, Reason: null })
                _ = TellWorker(ended);
    }

    private async Task TellWorker(StageEvent.AttemptEnded ended)
    {
        try
        {
            var worker = GrainFactory.GetGrain<IGpuWorkerGrain>(ended.Slot);
            if (ended.Outcome == AttemptOutcome.Committed)
            {
                await worker.OnCommitted();
                return;
            }

            var reply = await worker.OnLost(new LostLease(Name, ended.Stage, ended.Epoch, time.GetUtcNow(), ended.Reason ?? "for no known reason"));
            if (reply.SetAside is { } reason)
                await Note(StudyNotes.SetAside(ended.Slot, reason, time.GetUtcNow()));
            // By a call, so that it has a turn of its own: this runs between the turns of others.
            if (!reply.Log.IsEmpty)
                await this.AsReference<IStudyGrain>().Explain(new LeaseToken(Name, ended.Stage, ended.Epoch), reply.Log);
        }
        catch (Exception e)
        {
            LogWorkerNotTold(Name, ended.Slot, e);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Study {Study}: worker {Slot} could not be told what became of its lease")]
    private partial void LogWorkerNotTold(string study, string slot, Exception exception);
}
