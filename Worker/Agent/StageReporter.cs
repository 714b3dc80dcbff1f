using System.Collections.Immutable;
using System.Threading.Channels;
using JointQP.Grains.Interfaces.Scheduling;
using JointQP.Grains.Interfaces.Trials;
using JointQP.Studies.Rates;
using JointQP.Studies.Stages;
using JointQP.Training.Stages;
using JointQP.Worker.Hosting;

namespace JointQP.Worker.Agent;

/// <summary>
/// Sends what a stage tells to the cluster, in order: metrics in batches, and a checkpoint only after every metric before it is
/// stored, so that an attempt that goes on from it leaves no gap. A slow cluster holds the training up, once the queue is full.
/// </summary>
internal sealed class StageReporter : IStageObserver
{
    private const int BatchSize = 512;
    private static readonly TimeSpan BatchTime = TimeSpan.FromSeconds(1);

    private readonly Channel<Report> _queue = Channel.CreateBounded<Report>(new BoundedChannelOptions(2048) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
    private readonly Func<ImmutableArray<MetricRow>, Task<StageReply>> _append;
    private readonly Func<CheckpointRef, Task<StageReply>> _record;
    private readonly Action<CheckpointRef> _recorded;
    private readonly GrainCalls _calls;
    private readonly WorkerActivity _activity;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _ended;
    private readonly Task _sending;

    /// <summary>Begins to send.</summary>
    /// <param name="append">Stores metrics once.</param>
    /// <param name="record">Records a checkpoint once.</param>
    /// <param name="recorded">Hears that the study points at this checkpoint, and so at no older one any more.</param>
    /// <param name="calls">Repeats either until it is answered.</param>
    /// <param name="activity">Hears what people want to know.</param>
    /// <param name="time">The clock.</param>
    /// <param name="over">Cancelled when the lease is lost or the worker stops.</param>
    public StageReporter(
        Func<ImmutableArray<MetricRow>, Task<StageReply>> append,
        Func<CheckpointRef, Task<StageReply>> record,
        Action<CheckpointRef> recorded,
        GrainCalls calls,
        WorkerActivity activity,
        TimeProvider time,
        CancellationToken over)
    {
        (_append, _record, _recorded, _calls, _activity, _time) = (append, record, recorded, calls, activity, time);
        _ended = CancellationTokenSource.CreateLinkedTokenSource(over);
        _sending = Send();
    }

    /// <summary>Cancelled when the stage is over for this worker: its lease is lost or the study fenced it.</summary>
    public CancellationToken Over => _ended.Token;

    /// <summary>When the first step was done, on the clock's scale; null before.</summary>
    public long? FirstStepAt { get; private set; }

    /// <summary>When the latest step or evaluation was done, on the clock's scale; null before.</summary>
    public long? LatestWorkAt { get; private set; }

    /// <summary>What the time went to; null until the training has come to its end.</summary>
    public StageTiming? Timing { get; private set; }

    /// <inheritdoc/>
    public void OnActivity(string activity)
    {
        // Of an evaluation nothing else tells that it is over.
        LatestWorkAt = _time.GetTimestamp();
        _activity.Doing(activity);
    }

    /// <inheritdoc/>
    public void OnStep(long step, int samples)
    {
        LatestWorkAt = _time.GetTimestamp();
        FirstStepAt ??= LatestWorkAt;
        _activity.Stepped(step, samples);
    }

    /// <inheritdoc/>
    public void OnMetric(long step, string name, double value) => Queue(new Report(new MetricRow(step, name, value), null));

    /// <inheritdoc/>
    public void OnCheckpoint(CheckpointRef checkpoint)
    {
        _activity.Checkpointed(checkpoint.Bytes);
        Queue(new Report(null, checkpoint));
    }

    /// <inheritdoc/>
    public void OnMetricsComplete() => Queue(default);

    /// <inheritdoc/>
    public void OnTiming(StageTiming timing) => Timing = timing;

    /// <summary>Waits until everything told is stored.</summary>
    /// <exception cref="OperationCanceledException">The stage is over for this worker.</exception>
    public async Task Drain()
    {
        _queue.Writer.TryComplete();
        await _sending;
    }

    /// <summary>Gives up what is not sent yet.</summary>
    public async Task Abandon()
    {
        await _ended.CancelAsync();
        _queue.Writer.TryComplete();
        await _sending.ContinueWith(static _ => { }, TaskScheduler.Default);
        _ended.Dispose();
    }

    private void Queue(Report report)
    {
        if (!_queue.Writer.TryWrite(report))
            _queue.Writer.WriteAsync(report, _ended.Token).AsTask().GetAwaiter().GetResult();
    }

    private async Task Send()
    {
        var rows = ImmutableArray.CreateBuilder<MetricRow>();
        while (await _queue.Reader.WaitToReadAsync(_ended.Token))
        {
            var checkpoint = await Gather(rows);
            if (rows.Count > 0)
                await Store(() => _append(rows.ToImmutable()));
            rows.Clear();
            if (checkpoint is null)
                continue;
            await Store(() => _record(checkpoint));
            _recorded(checkpoint);
        }
    }

    /// <summary>Gathers rows until a checkpoint, a full batch, a second, the stage's last row or the end.</summary>
    private async Task<CheckpointRef?> Gather(ImmutableArray<MetricRow>.Builder rows)
    {
        using var window = CancellationTokenSource.CreateLinkedTokenSource(_ended.Token);
        using var timer = new CancellationTokenSource(BatchTime, _time);
        await using var link = timer.Token.Register(window.Cancel);
        try
        {
            do
            {
                while (_queue.Reader.TryRead(out var report))
                {
                    if (report.Row is not { } row)
                        return report.Checkpoint;
                    rows.Add(row);
                    if (rows.Count >= BatchSize)
                        return null;
                }
            }
            while (await _queue.Reader.WaitToReadAsync(window.Token));
        }
        catch (OperationCanceledException) when (!_ended.IsCancellationRequested)
        {
            // The second is over: send what there is.
        }

        return null;
    }

    private async Task Store(Func<Task<StageReply>> message)
    {
        if (await _calls.Call(message, _ended.Token) == StageReply.Accepted)
            return;
        await _ended.CancelAsync();
        _ended.Token.ThrowIfCancellationRequested();
    }

    // With neither, what was gathered is to be sent.
    private readonly record struct Report(MetricRow? Row, CheckpointRef? Checkpoint);
}
