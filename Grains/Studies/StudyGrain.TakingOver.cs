using System.Collections.Immutable;
using JointQP.Grains.Interfaces.Scheduling;
using JointQP.Grains.Storage;
using JointQP.Studies.Planning;
using JointQP.Studies.Spec;
using JointQP.Studies.Stages;
using JointQP.Studies.Words;
using Microsoft.Extensions.Logging;

namespace JointQP.Grains.Studies;

/// <remarks>
/// Leases never cross a study: two that want the same stage at the same time both train it. What one has committed the other takes over when the
/// stage is leased, since only then the numeric fingerprint is known: checkpoint and metrics become its own, so that either study can go.
/// </remarks>
internal sealed partial class StudyGrain
{
    /// <summary>How long a worker's ask may take over stages; then it asks again.</summary>
    private static readonly TimeSpan LongestTakingOver = TimeSpan.FromSeconds(2);

    /// <summary>Grants stages until one is to be trained; null when none is.</summary>
    private async Task<StageLease?> GrantUntrained(WorkRequest request)
    {
        for (var began = time.GetTimestamp(); time.GetElapsedTime(began) < LongestTakingOver;)
        {
            if (await Apply(new StageCommand.Lease(request.Holder, request.Fingerprint, request.Holds)) is not StageAnswer.Granted granted)
                return null;
            if (!await TakeOver(granted, request.Fingerprint))
                return ToLease(granted);
        }

        return null;
    }

    /// <summary>Ends a stage that was just granted with what another study made of it; false when it is to be trained.</summary>
    private async Task<bool> TakeOver(StageAnswer.Granted granted, string fingerprint)
    {
        if (_outline!.Spec.Sharing != Sharing.All || _board![granted.Stage] is not { Progress: null, Result: null })
            return false;
        LeaseToken token = new(Name, granted.Stage, granted.Epoch);
        try
        {
            if (await stages.FindTrained(Name, KeyOf(_outline.Stages[granted.Stage]), fingerprint) is not { Record.Result: { } result } found
                || await checkpoints.TakeOver(found.Study, result.Checkpoint, token) is not { } checkpoint
                || !await metrics.Copy(found.Study, found.Record.Id, token))
                return false;
            StageCommand.Commit commit = new(
                granted.Stage, granted.Epoch, result with { Checkpoint = checkpoint }, Remark: $"taken over from study {found.Study}, stage {found.Record.Id}");
            return await Apply(commit) is StageAnswer.Accepted;
        }
        catch (Exception e)
        {
            // Whatever stands in the way, it can be trained; and what was taken over in part is what training makes again.
            LogNotTakenOver(Name, granted.Stage, e);
            return false;
        }
    }

    private ImmutableArray<TrainedStage> TrainedBy(Transition transition) =>
    [
        .. transition.Changed
            .Where(after => after is { Status: StageStatus.Committed, Fingerprint: not null } && _board![after.Id].Status != StageStatus.Committed)
            .Select(after => new TrainedStage(after.Id, KeyOf(_outline!.Stages[after.Id]), after.Fingerprint!)),
    ];

    /// <summary>Everything that decides a stage's checkpoint and metrics, the fingerprint aside.</summary>
    private string KeyOf(PlannedStage stage)
    {
        var spec = _outline!.Plan.Trials[stage.Leader].Spec;
        // What is exported at the end names its trial.
        return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{(stage.Final ? TrialKey.Of(spec) : StageKey.Of(spec, stage.To))}:{stage.From}-{stage.To}{(stage.Rung ? ":rung" : "")}");
    }

    [LoggerMessage(LogLevel.Warning, "Study {Study}: stage {Stage} could not be taken over from another study; it is trained")]
    private partial void LogNotTakenOver(string study, string stage, Exception exception);
}
