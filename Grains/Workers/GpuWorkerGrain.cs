using JointQP.Grains.Interfaces.Scheduling;
using JointQP.Grains.Interfaces.Workers;
using JointQP.Grains.Storage;
using JointQP.Studies.Scheduling;
using Microsoft.Extensions.Logging;

namespace JointQP.Grains.Workers;

/// <summary>What a worker told last, which the next beat tells again, and what its slot has lost, which is stored. It calls no other grain.</summary>
internal sealed partial class GpuWorkerGrain(
    [PersistentState("slot", GrainStorage.Name)] IPersistentState<SlotHealth> stored, WorkerInstruments instruments, TimeProvider time, ILogger<GpuWorkerGrain> logger)
    : Grain, IGpuWorkerGrain
{
    private WorkerView? _view;

    private string Slot => this.GetPrimaryKeyString();

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        instruments.OnHealth(Slot, stored.State.SetAsideAt is not null);
        return Task.CompletedTask;
    }

    public Task<BeatReply> Beat(WorkerBeat beat)
    {
        ArgumentNullException.ThrowIfNull(beat);
        if (_view is { } known && known.Beat.Incarnation > beat.Incarnation)
            return Task.FromResult(new BeatReply(Superseded: true));
        _view = WorkerView.After(_view, beat, time.GetUtcNow());
        instruments.OnBeat(_view);
        return Task.FromResult(new BeatReply(Superseded: false, stored.State.MustLeave(beat.Incarnation)));
    }

    public Task<WorkerView?> GetView() =>
        Task.FromResult(_view is null ? null : _view with { SetAsideAt = stored.State.SetAsideAt, SetAsideReason = stored.State.Reason, DrainedAt = stored.State.DrainedAt });

    public async Task<LossReply> OnLost(LostLease lost)
    {
        ArgumentNullException.ThrowIfNull(lost);
        var log = _view?.LogOf(new LeaseToken(lost.Study, lost.Stage, lost.Epoch)) ?? [];
        var next = stored.State.After(lost);
        if (ReferenceEquals(next, stored.State))
            return new LossReply(null, log);
        await Enter(next);
        if (next.Reason is { } reason)
            LogSetAside(Slot, reason);
        return new LossReply(next.Reason, log);
    }

    public async Task OnCommitted()
    {
        if (stored.State.Losses.IsEmpty)
            return;
        var setAside = stored.State.SetAsideAt is not null;
        await Enter(stored.State.Sound());
        if (setAside)
            LogSound(Slot);
    }

    public Task<SlotHealth> GetHealth() => Task.FromResult(stored.State);

    public async Task Drain()
    {
        if (stored.State.DrainedAt is not null)
            return;
        var now = time.GetUtcNow();
        // Incarnations are times: one that was not heard of since this grain was lost was started before.
        await Enter(stored.State with { DrainedAt = now, DrainedIncarnation = _view?.Beat.Incarnation ?? now.ToUnixTimeMilliseconds() });
        LogDrained(Slot);
    }

    public async Task<bool> Restore()
    {
        var (setAside, drained) = (stored.State.SetAsideAt is not null, stored.State.DrainedAt is not null);
        if (!drained && stored.State.Losses.IsEmpty)
            return false;
        await Enter(new SlotHealth());
        if (setAside || drained)
            LogRestored(Slot);
        return setAside || drained;
    }

    private async Task Enter(SlotHealth next)
    {
        await stored.Store(next);
        instruments.OnHealth(Slot, next.SetAsideAt is not null);
    }

    [LoggerMessage(LogLevel.Warning, "Worker {Slot} is set aside: {Reason}. It gets work only while no other can do it; mend the machine, then 'jointqp worker restore {Slot}'")]
    private partial void LogSetAside(string slot, string reason);

    [LoggerMessage(LogLevel.Information, "Worker {Slot} is drained by a user: it gives its stage back and gets no work until 'jointqp worker restore {Slot}'")]
    private partial void LogDrained(string slot);

    [LoggerMessage(LogLevel.Information, "Worker {Slot}, which was set aside, has trained a stage to its end and is trusted again")]
    private partial void LogSound(string slot);

    [LoggerMessage(LogLevel.Information, "Worker {Slot} is restored by a user, and gets work again")]
    private partial void LogRestored(string slot);
}
