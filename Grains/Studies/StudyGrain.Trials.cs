using System.Collections.Immutable;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Studies.Planning;

namespace JointQP.Grains.Studies;

internal sealed partial class StudyGrain
{
    public Task<StudyTrials?> GetTrials() =>
        Task.FromResult(IsReadable ? new StudyTrials(Name, [.. _outline!.Plan.Trials.Select(trial => TrialProgress.Row(trial, PathOf(trial)))]) : null);

    public Task<TrialStanding?> GetTrial(int index)
    {
        if (!IsReadable || _outline!.Plan.Trials.ElementAtOrDefault(index) is not { } trial)
            return Task.FromResult<TrialStanding?>(null);
        var path = PathOf(trial);
        return Task.FromResult<TrialStanding?>(new TrialStanding(TrialProgress.Row(trial, path), trial, path, checkpoints.PathOf(Name)));
    }

    /// <summary>Of one that is being deleted some is gone already.</summary>
    private bool IsReadable => _board is not null && stored.State.Phase != StudyPhase.Deleting;

    private ImmutableArray<PathStage> PathOf(PlannedTrial trial) => [.. trial.Path.Select(id => new PathStage(_outline!.Stages[id], _board![id]))];
}
