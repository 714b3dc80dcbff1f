using JointQP.Grains.Interfaces.Studies;
using JointQP.Grains.Storage;
using JointQP.Studies.Analysis.Sequential;
using JointQP.Studies.Planning;
using JointQP.Studies.Stages;
using Microsoft.Extensions.Logging;

namespace JointQP.Grains.Studies;

/// <remarks>
/// A study that gets seeds until it is decided extends itself as a search does: what a look came to follows from the results of the trials alone, so
/// that whoever takes it up after a loss looks again and sees the same.
/// </remarks>
internal sealed partial class StudyGrain
{
    /// <summary>Whether looks are still to come. What was looked at before trials were retried is looked at again.</summary>
    private bool IsUndecided => _outline!.Launched.Sequential is not null && stored.State.Looked is null or { Decision.State: SequentialState.Open };

    /// <summary>Looks at the primary comparison once every trial has come to its end: the study gets the seeds of the next look, or is decided.</summary>
    private async Task LookAgain()
    {
        if (_board is null || stored.State.Phase is not StudyPhase.Running || !IsUndecided
            || !_outline!.Plan.Trials.All(trial => _board[trial.Path[^1]].Status.HasEnded()))
        {
            return;
        }

        if ((await Experiment(_outline.Launched.Sequential!.Experiment).GetResult()).Sequential is not { } found)
            return;
        // An activation of the experiment that is over elsewhere may answer by the seeds of an earlier look: those are taken once.
        var next = SeedStep.After(found);
        if (next is not null && next.Look > 1 + stored.State.Extensions.Count(extension => extension.Seeds is not null))
        {
            // One write: with the look stands what follows from it.
            await stored.Store(stored.State with { Looked = found, Extensions = stored.State.Extensions.Add(StudySource.Of(next)) });
            await BeginOrLeave();
            LogLooked(Name, found.Decision.Look, found.Decision.State, next.Seeds.Length);
        }
        else if (next is null && found.Decision.Look > 0)
        {
            await Note(StudyNotes.Looked(found, time.GetUtcNow()));
            await stored.Store(stored.State with { Looked = found });
            LogLooked(Name, found.Decision.Look, found.Decision.State, 0);
            await EndIfDone();
        }
    }

    [LoggerMessage(LogLevel.Information, "Study {Study}: look {Look} at its primary comparison: {State}, {Seeds} seeds more")]
    private partial void LogLooked(string study, int look, SequentialState state, int seeds);
}
