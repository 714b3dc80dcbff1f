using JointQP.Grains.Interfaces.Workers;

namespace JointQP.Grains.Workers;

/// <summary>What a worker told last. Nothing is stored: the next beat tells it again.</summary>
internal sealed class GpuWorkerGrain(WorkerInstruments instruments, TimeProvider time) : Grain, IGpuWorkerGrain
{
    private WorkerView? _view;

    public Task<BeatReply> Beat(WorkerBeat beat)
    {
        ArgumentNullException.ThrowIfNull(beat);
        if (_view is { } known && known.Beat.Incarnation > beat.Incarnation)
            return Task.FromResult(new BeatReply(Superseded: true));
        _view = WorkerView.After(_view, beat, time.GetUtcNow());
        instruments.OnBeat(_view);
        return Task.FromResult(new BeatReply(Superseded: false));
    }

    public Task<WorkerView?> GetView() => Task.FromResult(_view);
}
