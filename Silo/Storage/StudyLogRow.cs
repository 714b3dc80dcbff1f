using System.Data.Common;
using JointQP.Grains.Interfaces.Studies;

namespace JointQP.Silo.Storage;

/// <summary>An entry of a study's log as a row of a database.</summary>
internal static class StudyLogRow
{
    /// <summary>The kinds that tell of the study as a whole, and are kept for ever.</summary>
    public static IReadOnlyList<StudyLogKind> OfStudy { get; } =
    [
        StudyLogKind.Launched, StudyLogKind.Paused, StudyLogKind.Resumed, StudyLogKind.Completed, StudyLogKind.Cancelled, StudyLogKind.Deleting,
    ];

    /// <summary>The entry of a row of sequence, at, kind, stage, slot, epoch, text.</summary>
    public static StudyLogEntry Read(DbDataReader reader) => new(
        reader.GetInt64(0),
        new DateTimeOffset(reader.GetInt64(1), TimeSpan.Zero),
        Enum.Parse<StudyLogKind>(reader.GetString(2)),
        reader.IsDBNull(3) ? null : reader.GetString(3),
        reader.IsDBNull(4) ? null : reader.GetString(4),
        reader.IsDBNull(5) ? null : reader.GetInt64(5),
        reader.GetString(6));
}
