using System.Collections.Immutable;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Grains.Storage;
using Microsoft.Data.Sqlite;

namespace JointQP.Silo.Storage;

/// <summary>The logs of studies as rows of a SQLite file.</summary>
internal sealed class SqliteStudyLog(SqliteDatabase database, SqliteWriter writer) : IStudyLog
{
    private static readonly string OfStudy = string.Join(", ", StudyLogRow.OfStudy.Select(kind => $"'{kind}'"));

    public Task Add(string study, StudyLogEntry entry) => writer.Write(connection =>
    {
        Append(connection, study, [entry], IStudyLog.Kept);
        return true;
    });

    public Task<StudyLogPage> Read(string study, StudyLogQuery query) => Task.Run(() =>
    {
        using var connection = database.OpenConnection();
        // One picture for all three questions, while others write.
        using var transaction = connection.BeginTransaction(deferred: true);
        using var newest = connection.Command("SELECT MAX(sequence) FROM study_log WHERE study = @study", ("@study", study));
        var cursor = Math.Max(newest.Number() ?? 0, query.After);
        using var oldest = connection.Command("SELECT MIN(sequence) FROM study_log WHERE study = @study", ("@study", study));
        var first = oldest.Number() ?? 0;
        var entries = Entries(connection, study, query);
        return new StudyLogPage(entries, !query.Newest && entries.Length == query.Limit ? entries[^1].Sequence : cursor, first);
    });

    public Task<StudyLogKind?> LastOfStudy(string study) => Task.Run(() =>
    {
        using var connection = database.OpenConnection();
        using var ask = connection.Command(
            $"SELECT kind FROM study_log WHERE study = @study AND kind IN ({OfStudy}) ORDER BY sequence DESC LIMIT 1", ("@study", study));
        return ask.ExecuteScalar() is string kind ? Enum.Parse<StudyLogKind>(kind) : (StudyLogKind?)null;
    });

    /// <summary>Adds entries inside a write that is under way, and lets the oldest of the study's stages go.</summary>
    public static void Append(SqliteConnection connection, string study, ImmutableArray<StudyLogEntry> entries, int kept)
    {
        if (entries.IsEmpty)
            return;
        // After a deletion the numbers go on: a reader's cursor is never ahead of a new study of the name.
        using var last = connection.Command(
            "SELECT MAX(IFNULL((SELECT MAX(sequence) FROM study_log WHERE study = @study), 0), IFNULL((SELECT sequence FROM retired WHERE study = @study), 0))",
            ("@study", study));
        var sequence = last.Number()!.Value;
        using var insert = connection.Command("INSERT INTO study_log VALUES (@study, @sequence, @at, @kind, @stage, @slot, @epoch, @text)");
        foreach (var entry in entries)
        {
            insert.Parameters.Clear();
            ReadOnlySpan<(string, object?)> values =
            [
                ("@study", study),
                ("@sequence", ++sequence),
                ("@at", entry.At.UtcTicks),
                ("@kind", entry.Kind.ToString()),
                ("@stage", entry.Stage),
                ("@slot", entry.Slot),
                ("@epoch", entry.Epoch),
                ("@text", entry.Text),
            ];
            insert.Bind(values);
            insert.ExecuteNonQuery();
        }

        if (sequence <= kept)
            return;
        using var trim = connection.Command(
            $"DELETE FROM study_log WHERE study = @study AND sequence <= @gone AND kind NOT IN ({OfStudy})", ("@study", study), ("@gone", sequence - kept));
        trim.ExecuteNonQuery();
    }

    private static ImmutableArray<StudyLogEntry> Entries(SqliteConnection connection, string study, StudyLogQuery query)
    {
        using var select = connection.Command(
            $"""
             SELECT sequence, at, kind, stage, slot, epoch, text FROM study_log
             WHERE study = @study AND sequence > @after AND at >= @since AND (@stage IS NULL OR stage = @stage)
             ORDER BY sequence {(query.Newest ? "DESC" : "ASC")} LIMIT @limit
             """,
            ("@study", study),
            ("@after", query.After),
            ("@since", query.Since?.UtcTicks ?? 0),
            ("@stage", query.Stage),
            ("@limit", query.Limit));
        using var reader = select.ExecuteReader();
        var entries = ImmutableArray.CreateBuilder<StudyLogEntry>();
        while (reader.Read())
            entries.Add(StudyLogRow.Read(reader));
        if (query.Newest)
            entries.Reverse();
        return entries.ToImmutable();
    }
}
