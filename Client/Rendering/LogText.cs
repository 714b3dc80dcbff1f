using JointQP.Grains.Interfaces.Studies;

namespace JointQP.Client.Rendering;

/// <summary>A study's log in lines.</summary>
internal static class LogText
{
    /// <summary>The time, the stage, what happened, and why: a line, whatever the reason holds.</summary>
    public static string Line(StudyLogEntry entry, TimeZoneInfo zone)
    {
        var why = entry.Text.Length > 0 ? ": " + entry.Text.ReplaceLineEndings(" ") : "";
        return $"{Format.Moment(entry.At, zone)}  {entry.Stage ?? "study",-8}  {What(entry)}{why}";
    }

    private static string What(StudyLogEntry entry)
    {
        var by = entry.Slot is { } slot ? $" by {slot} (epoch {entry.Epoch})" : "";
        return entry.Kind switch
        {
            StudyLogKind.Launched => "launched",
            StudyLogKind.Paused => "paused",
            StudyLogKind.Resumed => "resumed",
            StudyLogKind.Extended => "extended",
            StudyLogKind.Judged => "judged",
            StudyLogKind.Searched => "searched",
            StudyLogKind.Looked => "looked at",
            StudyLogKind.Completed => "completed",
            StudyLogKind.Cancelled => "cancelled",
            StudyLogKind.Deleting => "deleted",
            StudyLogKind.Leased => $"leased{by}",
            StudyLogKind.Lost => $"lost{by}",
            StudyLogKind.Released => $"given back{by}",
            StudyLogKind.Dropped => $"taken from {entry.Slot} (epoch {entry.Epoch})",
            StudyLogKind.AttemptFailed => $"attempt failed{by}",
            StudyLogKind.ParentUnreadable => $"parent's checkpoint unreadable{by}",
            StudyLogKind.Committed => $"committed{by}",
            StudyLogKind.Failed => "failed, set aside",
            StudyLogKind.Poisoned => "poisoned, set aside",
            StudyLogKind.Retried => "tried again, though it was set aside",
            StudyLogKind.WorkerSetAside => $"worker {entry.Slot} is set aside",
            StudyLogKind.Rebuilt => "to be trained again",
            StudyLogKind.DeterminismAlarm => "determinism alarm",
            _ => $"fenced (epoch {entry.Epoch})",
        };
    }
}
