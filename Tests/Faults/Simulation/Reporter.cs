using System.Collections.Immutable;
using JointQP.Studies.Stages;

namespace JointQP.Tests.Faults.Simulation;

/// <summary>What <c>StageReporter</c> does: metrics in batches, in order, and a checkpoint only after every metric before it is stored.</summary>
/// <param name="process">The worker.</param>
/// <param name="append">Stores metrics, repeating until it is answered.</param>
/// <param name="record">Records a checkpoint in the same way.</param>
/// <param name="recorded">Hears that the study points at it.</param>
/// <param name="over">The lease is lost, or the worker stops.</param>
internal sealed class Reporter(
    SimulatedProcess process,
    Func<ImmutableArray<Row>, Signal, Task<Reply<Said>>> append,
    Func<CheckpointRef, Signal, Task<Reply<Said>>> record,
    Action<CheckpointRef> recorded,
    Signal over)
{
    private const int BatchSize = 512;
    private const long BatchTime = 1000;

    private readonly Queue<(Row? Row, CheckpointRef? Checkpoint)> _queue = [];
    private readonly Pending<bool> _sent = new(process);
    private Pending<bool>? _arrival;
    private bool _complete;

    /// <summary>Set when the stage is over for this worker.</summary>
    public Signal Over { get; } = new();

    public void Begin()
    {
        over.Then(Over.Set);
        Over.Then(Wake);
        process.Start(Send);
    }

    public void Metric(Row row) => Queue((row, null));

    public void Checkpoint(CheckpointRef checkpoint) => Queue((null, checkpoint));

    public void MetricsComplete() => Queue((null, null));

    /// <summary>Completes when all that was told is stored; false when the stage is over before.</summary>
    public async Task<bool> Drain()
    {
        _complete = true;
        Wake();
        return await _sent;
    }

    public void Abandon() => Over.Set();

    private void Queue((Row?, CheckpointRef?) report)
    {
        _queue.Enqueue(report);
        Wake();
    }

    private void Wake() => _arrival?.TryComplete(true);

    private async Task Send()
    {
        var rows = ImmutableArray.CreateBuilder<Row>();
        while (!Over.IsSet)
        {
            var flush = false;
            CheckpointRef? checkpoint = null;
            while (!flush && _queue.TryDequeue(out var report))
            {
                if (report.Row is { } row)
                    rows.Add(row);
                checkpoint = report.Checkpoint;
                flush = report.Row is null || rows.Count >= BatchSize;
            }

            if (!flush && !_complete)
            {
                // More may come within a second; with nothing to send there is no hurry.
                flush = !await Arrival(rows.Count > 0 ? BatchTime : null) && !Over.IsSet;
                if (!flush)
                    continue;
            }

            if (rows.Count > 0 && !await Store(append(rows.ToImmutable(), Over)))
                break;
            rows.Clear();
            if (checkpoint is not null)
            {
                if (!await Store(record(checkpoint, Over)))
                    break;
                recorded(checkpoint);
            }

            if (_complete && _queue.Count == 0)
            {
                _sent.TryComplete(true);
                return;
            }
        }

        _sent.TryComplete(false);
    }

    /// <summary>False when nothing arrived in time.</summary>
    private async Task<bool> Arrival(long? within)
    {
        var arrival = _arrival = new Pending<bool>(process);
        if (within is { } milliseconds)
            process.Time.After((long)(milliseconds / process.Pace), () => arrival.TryComplete(false));
        return await arrival;
    }

    private async Task<bool> Store(Task<Reply<Said>> message)
    {
        if (await message is { Answered: true, Value: Said.Accepted })
            return true;
        Over.Set();
        return false;
    }
}
