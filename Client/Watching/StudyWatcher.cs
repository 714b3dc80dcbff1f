using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using JointQP.Client.Hosting;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Grains.Interfaces.Workers;

namespace JointQP.Client.Watching;

/// <summary>Turns readings of a study into frames until it has come to its end, whatever happens to the cluster meanwhile.</summary>
internal sealed class StudyWatcher(IStudySource source, TimeProvider time)
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(500);

    private readonly PaceMeter _meter = new();

    /// <summary>
    /// Frames, the last of an ended study. A cluster that does not answer at the first reading is an error, later it is waited for.
    /// Empty when there is no such study; the last is of one that goes on when it was deleted meanwhile.
    /// </summary>
    public async IAsyncEnumerable<WatchFrame> Frames([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        WatchFrame? last = null;
        do
        {
            if (last is not null)
                await Task.Delay(Between, time, cancellationToken);
            last = await Next(last, cancellationToken);
            if (last is null)
                yield break;
            yield return last;
        }
        while (!last.IsLast);
    }

    private async Task<WatchFrame?> Next(WatchFrame? last, CancellationToken cancellationToken)
    {
        StudyPulse? pulse;
        ImmutableArray<WorkerView> workers;
        try
        {
            (pulse, workers) = await source.Read(cancellationToken);
        }
        catch (Exception e) when (last is not null && ClusterConnection.IsLoss(e))
        {
            _meter.Break();
            return last with { Now = time.GetUtcNow(), Waiting = true, Pace = null, Left = null };
        }

        if (pulse is null)
            return null;
        var now = time.GetUtcNow();
        _meter.Note(now, LiveSteps.Done(pulse, workers), LiveSteps.Training(pulse, workers));
        var (work, longest) = LiveSteps.Left(pulse, workers);
        return new WatchFrame(now, now, pulse, workers, _meter.Pace, TimeLeft.Of(work, longest, _meter.Pace), Waiting: false);
    }
}
