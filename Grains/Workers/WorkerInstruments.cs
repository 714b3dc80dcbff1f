using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using JointQP.Grains.Hosting;
using JointQP.Grains.Interfaces.Workers;

namespace JointQP.Grains.Workers;

/// <summary>What workers achieve, in sums by device kind: labels must not grow with the workers.</summary>
internal sealed class WorkerInstruments
{
    /// <summary>A worker that was not heard of for this long counts no more.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, WorkerView> _views = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _setAside = new(StringComparer.Ordinal);
    private readonly Counter<long> _checkpointBytes;
    private readonly TimeProvider _time;

    public WorkerInstruments(IMeterFactory meters, TimeProvider time)
    {
        _time = time;
        var meter = meters.Create(StudiesHosting.MeterName);
        meter.CreateObservableGauge(
            "jointqp.workers", () => ByDevice(_ => 1), description: "Workers heard of lately, by device kind.");
        meter.CreateObservableGauge(
            "jointqp.images_per_second", () => ByDevice(view => view.Beat.ImagesPerSecond), description: "Training samples a second, by device kind.");
        meter.CreateObservableGauge(
            "jointqp.workers.set_aside", () => _setAside.Count(slot => slot.Value), description: "Slots that are set aside, because they lost lease after lease.");
        _checkpointBytes = meter.CreateCounter<long>("jointqp.checkpoints.written", "By", "Bytes of checkpoints written by workers.");
        _checkpointBytes.Add(0);
    }

    public void OnBeat(WorkerView view)
    {
        _views[view.Beat.Slot] = view;
        if (view.Beat.CheckpointBytes > 0)
            _checkpointBytes.Add(view.Beat.CheckpointBytes);
    }

    /// <summary>Whether a slot is set aside now.</summary>
    public void OnHealth(string slot, bool setAside) => _setAside[slot] = setAside;

    private static string KindOf(string device) => device.Split(':')[0];

    private IEnumerable<Measurement<double>> ByDevice(Func<WorkerView, double> value)
    {
        var now = _time.GetUtcNow();
        // A kind once seen stays in the list, so that its fall to 0 is seen too.
        return _views.Values.GroupBy(view => KindOf(view.Beat.Device), StringComparer.Ordinal).Select(kind => new Measurement<double>(
            kind.Where(view => now - view.HeardAt < Silence).Sum(value),
            new KeyValuePair<string, object?>("device", kind.Key)));
    }
}
