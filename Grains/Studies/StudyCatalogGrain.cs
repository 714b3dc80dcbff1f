using System.Collections.Immutable;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Grains.Storage;
using JointQP.Studies.Spec;
using Microsoft.Extensions.Logging;

namespace JointQP.Grains.Studies;

/// <summary>
/// Records names before studies, and removes them after studies, so that no study that exists is ever missing from the list. It also
/// drives deletions: what it has begun it goes on with, also after a restart.
/// </summary>
internal sealed partial class StudyCatalogGrain(
    [PersistentState("catalog", GrainStorage.Name)] IPersistentState<CatalogState> stored, ILogger<StudyCatalogGrain> logger)
    : Grain, IStudyCatalogGrain
{
    private static readonly TimeSpan DeletionPeriod = TimeSpan.FromSeconds(1);

    private IGrainTimer? _deletions;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        DriveDeletions();
        return Task.CompletedTask;
    }

    public async Task<LaunchReply> Launch(StudyLaunch launch)
    {
        ArgumentNullException.ThrowIfNull(launch);
        var study = GrainFactory.GetGrain<IStudyGrain>(launch.Name);
        if (stored.State.Deleting.Contains(launch.Name))
            return new LaunchReply(
                LaunchOutcome.NameTaken,
                [$"a study named '{launch.Name}' is being deleted; wait until 'jointqp study delete {launch.Name}' says that it is gone, or give this one another name"],
                await study.GetStatus());
        if (stored.State.Names.Contains(launch.Name))
            return await study.Launch(launch);

        // A name once recorded stays, so a spec with errors must not take one.
        var problems = LaunchCheck.Problems(launch, StudySpecParser.Parse(launch.SpecText));
        if (!problems.IsEmpty)
            return new LaunchReply(LaunchOutcome.Invalid, problems, null);
        await stored.Store(stored.State with { Names = stored.State.Names.Add(launch.Name) });
        return await study.Launch(launch);
    }

    public async Task<ExtendReply> Extend(StudyLaunch extension)
    {
        ArgumentNullException.ThrowIfNull(extension);
        if (!stored.State.Names.Contains(extension.Name) || stored.State.Deleting.Contains(extension.Name))
            return new ExtendReply(ExtendOutcome.Unknown, []);
        var reply = await GrainFactory.GetGrain<IStudyGrain>(extension.Name).Extend(extension);
        // Also when nothing is new: this process may be the second that was asked, and the first may have died here.
        if (reply.Outcome is ExtendOutcome.Extended or ExtendOutcome.NothingNew)
            await stored.Store(stored.State with { Revivals = stored.State.Revivals + 1 });
        return reply;
    }

    public async Task<RetryReply> Retry(string name)
    {
        if (!stored.State.Names.Contains(name) || stored.State.Deleting.Contains(name))
            return new RetryReply(RetryOutcome.Unknown);
        var reply = await GrainFactory.GetGrain<IStudyGrain>(name).Retry();
        // Also when nothing is left to retry, as with an extension.
        if (reply.Outcome is RetryOutcome.Retried or RetryOutcome.NothingToRetry)
            await stored.Store(stored.State with { Revivals = stored.State.Revivals + 1 });
        return reply;
    }

    public Task<ImmutableArray<string>> Names() => Task.FromResult(stored.State.Names);

    public Task<CatalogView> GetView() => Task.FromResult(new CatalogView(stored.State.Names, stored.State.Revivals));

    public async Task<DeleteReply> Delete(string name, bool force)
    {
        if (!stored.State.Names.Contains(name))
            return new DeleteReply(DeleteOutcome.Unknown);
        if (!stored.State.Deleting.Contains(name))
        {
            var phase = (await GrainFactory.GetGrain<IStudyGrain>(name).GetStatus())?.Phase;
            if (!force && phase is { } now && !now.HasEnded())
                return new DeleteReply(DeleteOutcome.NotEnded, Phase: now);
            // Decided before anything of the study is touched: from here on it is finished, whoever dies.
            await stored.Store(stored.State with { Deleting = stored.State.Deleting.Add(name) });
            LogDeleting(name);
            DriveDeletions();
        }

        var deletion = await GoOn(name);
        return deletion.Done
            ? new DeleteReply(DeleteOutcome.Deleted)
            : new DeleteReply(DeleteOutcome.Deleting, NotBefore: deletion.NotBefore, Obstacle: deletion.Obstacle);
    }

    private async Task<StudyDeletion> GoOn(string name)
    {
        var deletion = await GrainFactory.GetGrain<IStudyGrain>(name).Delete();
        if (!deletion.Done)
            return deletion;
        await stored.Store(stored.State with
        {
            Names = stored.State.Names.Remove(name),
            Deleting = stored.State.Deleting.Remove(name),
            Revivals = stored.State.Revivals + 1,
        });
        LogDeleted(name);
        return deletion;
    }

    private void DriveDeletions()
    {
        if (_deletions is not null || stored.State.Deleting.IsEmpty)
            return;
        _deletions = this.RegisterGrainTimer(DriveAll, new GrainTimerCreationOptions(DeletionPeriod, DeletionPeriod) { KeepAlive = true });
    }

    private async Task DriveAll()
    {
        foreach (var name in stored.State.Deleting)
        {
            try
            {
                await GoOn(name);
            }
            catch (Exception e)
            {
                LogStuck(name, e);
            }
        }

        if (!stored.State.Deleting.IsEmpty)
            return;
        _deletions?.Dispose();
        _deletions = null;
    }

    [LoggerMessage(LogLevel.Information, "Study {Study} is being deleted")]
    private partial void LogDeleting(string study);

    [LoggerMessage(LogLevel.Information, "Study {Study} is deleted")]
    private partial void LogDeleted(string study);

    [LoggerMessage(LogLevel.Warning, "Study {Study} could not be deleted yet; it is tried again")]
    private partial void LogStuck(string study, Exception exception);
}
