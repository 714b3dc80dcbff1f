using JointQP.Grains.Interfaces.Workers;

namespace JointQP.Client.Rendering;

/// <summary>Workers as rows for programs.</summary>
internal static class WorkerRows
{
    /// <summary>A row for each worker.</summary>
    public static CsvTable Of(params IEnumerable<WorkerView> workers) => CsvTable.Of(
        workers,
        new("slot", w => w.Beat.Slot),
        new("incarnation", w => w.Beat.Incarnation),
        new("device", w => w.Beat.Device),
        new("fingerprint", w => w.Beat.Fingerprint),
        new("host", w => w.Beat.Host),
        new("processId", w => w.Beat.ProcessId),
        new("activity", w => w.Beat.Activity),
        new("study", w => w.Beat.Lease?.Study),
        new("stage", w => w.Beat.Lease?.Stage),
        new("epoch", w => w.Beat.Lease?.Epoch),
        new("step", w => w.Beat.Step),
        new("imagesPerSecond", w => w.Beat.ImagesPerSecond),
        new("since", w => w.Since),
        new("heardAt", w => w.HeardAt),
        new("setAsideAt", w => w.SetAsideAt),
        new("setAsideReason", w => w.SetAsideReason),
        new("drainedAt", w => w.DrainedAt),
        new("log", w => w.Beat.Log.IsEmpty ? null : string.Join('\n', w.Beat.Log)));
}
