using JointQP.Grains.Interfaces.Studies;

namespace JointQP.Grains.Studies;

/// <remarks>
/// What is stored of a study goes in an order in which the process may die between any two steps, and what is left tells how to go on: the
/// decision, metrics, files, experiments, then stages and log in one transaction, at last the study's own state. The catalogue removes the
/// name when that is gone, and drives all of it.
/// </remarks>
internal sealed partial class StudyGrain
{
    /// <summary>Beyond a lease's length, for clocks that differ: a worker that was fenced has dropped its stage by then, and writes no file.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    /// <summary>How long a turn may remove metrics, so that those who ask meanwhile are answered.</summary>
    private static readonly TimeSpan LongestTurn = TimeSpan.FromSeconds(1);

    private int _removed;
    private string? _obstacle;

    private DateTimeOffset LeasesAreOver => (stored.State.EndedAt ?? stored.State.LaunchedAt) + _outline!.Rules.Lease + Grace;

    public async Task<StudyDeletion> Delete()
    {
        if (_board is null)
            return new StudyDeletion(Done: true);
        await Cancel();
        if (stored.State.Phase != StudyPhase.Deleting)
            await Enter(stored.State with { Phase = StudyPhase.Deleting });
        LookAfterIt();
        return new StudyDeletion(Done: false, LeasesAreOver, _obstacle);
    }

    private async Task Remove()
    {
        if (time.GetUtcNow() < LeasesAreOver)
            return;
        try
        {
            if (!await RemoveMetrics())
                return;
            await checkpoints.Delete(Name);
            foreach (var experiment in _outline!.Spec.Experiments)
                await Experiment(experiment.Name).Forget();
            await stages.Delete(Name);
            await stored.ClearStateAsync();
        }
        catch (Exception e)
        {
            // Told to who asks, and tried again with the next look: what is gone stays gone.
            if (_obstacle != e.Message)
                LogNotRemoved(Name, e);
            _obstacle = e.Message;
            return;
        }

        _look?.Dispose();
        (_look, _board, _outline, _obstacle, _removed) = (null, null, null, null, 0);
        instruments.Forget(Name);
        DeactivateOnIdle();
    }

    /// <summary>Stage by stage, for a while; false when there are more.</summary>
    private async Task<bool> RemoveMetrics()
    {
        var plan = _outline!.Plan.Stages;
        for (var began = time.GetTimestamp(); _removed < plan.Length; _removed++)
        {
            if (time.GetElapsedTime(began) > LongestTurn)
                return false;
            await metrics.Delete(Name, plan[_removed].Id);
        }

        return true;
    }
}
