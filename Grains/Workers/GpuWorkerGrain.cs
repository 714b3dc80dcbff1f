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
        return Task.FromResult(new BeatReply(Superseded: false));
    }

    public Task<WorkerView?> GetView() =>
        Task.FromResult(_view is null ? null : _view with { SetAsideAt = stored.State.SetAsideAt, SetAsideReason = stored.State.Reason });

    public async Task<string?> OnLost(LostLease lost)
    {
        ArgumentNullException.ThrowIfNull(lost);
        var next = stored.State.After(lost);
        if (ReferenceEquals(next, stored.State))
            return null;
        await Enter(next);
        if (next.Reason is not { } reason)
            return null;
        LogSetAside(Slot, reason);
        return reason;
    }

    public async Task OnCommitted()
    {
        if (await Forget())
            LogSound(Slot);
    }

    public Task<bool> IsSetAside() => Task.FromResult(stored.State.SetAsideAt is not null);

    public async Task<bool> Restore()
    {
        var restored = await Forget();
        if (restored)
            LogRestored(Slot);
        return restored;
    }

    /// <summary>Forgets all losses; whether the slot had been set aside for them.</summary>
    private async Task<bool> Forget()
    {
        if (stored.State.Losses.IsEmpty)
            return false;
        var setAside = stored.State.SetAsideAt is not null;
        await Enter(new SlotHealth());
        return setAside;
    }

    private async Task Enter(SlotHealth next)
    {
        await stored.Store(next);
        instruments.OnHealth(Slot, next.SetAsideAt is not null);
    }

    [LoggerMessage(LogLevel.Warning, "Worker {Slot} is set aside: {Reason}. It gets work only while no other can do it; mend the machine, then 'jointqp worker restore {Slot}'")]
    private partial void LogSetAside(string slot, string reason);

    [LoggerMessage(LogLevel.Information, "Worker {Slot}, which was set aside, has trained a stage to its end and is trusted again")]
    private partial void LogSound(string slot);

    [LoggerMessage(LogLevel.Information, "Worker {Slot}, which was set aside, is restored by a user")]
    private partial void LogRestored(string slot);
}
