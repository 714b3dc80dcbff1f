using JointQP.Grains.Interfaces.Workers;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace JointQP.Client.Rendering;

/// <summary>Workers as a table.</summary>
internal static class WorkerText
{
    /// <summary>Columns for what a worker does; what needs more is told below the table, where there is room for it.</summary>
    private const int ActivityWidth = 12;

    /// <summary>A row for each worker.</summary>
    public static IRenderable List(IReadOnlyCollection<WorkerView> workers, DateTimeOffset now)
    {
        var table = Tables.New("worker", "device", "activity", "stage", ">step", ">images/s", ">heard");
        // A stage's name broken in two could not be copied.
        table.Columns[3].NoWrap = true;
        foreach (var worker in workers)
        {
            var (beat, heardAt) = worker;
            table.Row(
                beat.Slot,
                beat.Device,
                worker.DrainedAt is not null && beat.Lease is null ? "drained" : worker.SetAsideAt is not null && beat.Lease is null ? "set aside" : IsLong(beat) ? $"{beat.Activity.Split(' ', ':')[0]} …" : beat.Activity,
                beat.Lease is { } lease ? $"{lease.Study}/{lease.Stage}" : "",
                beat.Lease is null ? "" : Format.Count(beat.Step),
                beat.ImagesPerSecond > 0 ? Format.Rate(beat.ImagesPerSecond) : "",
                Format.Ago(now - heardAt));
        }

        return new Rows([table, .. Remarks(workers).Select(remark => new Text(remark))]);
    }

    /// <summary>All of one worker.</summary>
    public static IRenderable Card(WorkerView worker, DateTimeOffset now, TimeZoneInfo zone)
    {
        var beat = worker.Beat;
        var facts = Facts.New();
        facts.Fact("worker", beat.Slot);
        facts.Fact("device", beat.Device);
        facts.Fact("fingerprint", beat.Fingerprint);
        facts.Fact("process", $"{Format.Plain(beat.ProcessId)} on {beat.Host}");
        facts.Fact("incarnation", $"{Format.Plain(beat.Incarnation)}, started {Format.Moment(DateTimeOffset.FromUnixTimeMilliseconds(beat.Incarnation), zone)}");
        facts.Fact("activity", beat.Activity);
        if (worker.DrainedAt is { } drained)
            facts.Fact("drained", $"{Format.Moment(drained, zone)}: it gets no work until 'jointqp worker restore {beat.Slot}'");
        if (worker.SetAsideAt is { } aside)
        {
            facts.Fact("set aside", $"{Format.Moment(aside, zone)}: {worker.SetAsideReason}");
            facts.Fact("", Mend(beat.Slot));
        }

        if (beat.Lease is { } lease)
        {
            facts.Fact("study", lease.Study);
            facts.Fact("stage", $"{lease.Stage}, epoch {Format.Plain(lease.Epoch)}");
            facts.Fact("step", Format.Count(beat.Step) + (beat.ImagesPerSecond > 0 ? $", {Format.Rate(beat.ImagesPerSecond)} images/s" : ""));
        }

        if (worker.Since is { } since)
            facts.Fact("since", $"{Format.Moment(since, zone)}, {(beat.Lease is null ? "without a lease" : "with this lease")} for {Format.Duration(now - since)}");
        facts.Fact("last heard", $"{Format.Moment(worker.HeardAt, zone)}, {Format.Ago(now - worker.HeardAt)}");
        foreach (var (at, line) in beat.Log.Index())
            facts.Fact(at == 0 ? "log" : "", line);
        return facts;
    }

    /// <summary>A line for each worker that does something out of the ordinary, such as to fetch data or to wait for room on a disk.</summary>
    public static IEnumerable<string> Remarks(IEnumerable<WorkerView> workers) => workers.SelectMany(w => (string[])
    [
        .. w.SetAsideAt is null ? [] : new[] { $"{w.Beat.Slot}: set aside, for {w.SetAsideReason}; {Mend(w.Beat.Slot)}" },
        .. IsLong(w.Beat) ? [$"{w.Beat.Slot}: {w.Beat.Activity}"] : Array.Empty<string>(),
    ]);

    private static string Mend(string slot) =>
        $"it gets work only while no other worker can do it; mend the machine, then 'jointqp worker restore {slot}'";

    private static bool IsLong(WorkerBeat beat) => beat.Activity.Length > ActivityWidth;
}
