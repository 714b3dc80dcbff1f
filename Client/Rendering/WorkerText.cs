using JointQP.Grains.Interfaces.Workers;
using Spectre.Console.Rendering;

namespace JointQP.Client.Rendering;

/// <summary>Workers as a table.</summary>
internal static class WorkerText
{
    /// <summary>A row for each worker.</summary>
    public static IRenderable List(IEnumerable<WorkerView> workers, DateTimeOffset now)
    {
        var table = Tables.New("worker", "device", "activity", "stage", ">step", ">images/s", ">heard");
        foreach (var (beat, heardAt) in workers)
        {
            table.Row(
                beat.Slot,
                beat.Device,
                beat.Activity,
                beat.Lease is { } lease ? $"{lease.Study}/{lease.Stage}" : "",
                beat.Lease is null ? "" : Format.Count(beat.Step),
                beat.ImagesPerSecond > 0 ? Format.Rate(beat.ImagesPerSecond) : "",
                Format.Duration(now - heardAt) + " ago");
        }

        return table;
    }
}
