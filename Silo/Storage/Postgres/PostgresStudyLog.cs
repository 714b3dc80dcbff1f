using System.Collections.Immutable;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Grains.Storage;
using Npgsql;
using NpgsqlTypes;

namespace JointQP.Silo.Storage.Postgres;

/// <summary>The logs of studies as rows of a PostgreSQL database.</summary>
internal sealed class PostgresStudyLog(PostgresDatabase database) : IStudyLog
{
    private static readonly string OfStudy = string.Join(", ", StudyLogRow.OfStudy.Select(kind => $"'{kind}'"));

    // After a deletion the numbers go on: a reader's cursor is never ahead of a new study of the name.
    private const string Insert =
        """
        INSERT INTO study_log (study, sequence, at, kind, stage, slot, epoch, text)
        SELECT $1, 1 + greatest((SELECT max(sequence) FROM study_log WHERE study = $1), (SELECT sequence FROM retired WHERE study = $1), 0), $2, $3, $4, $5, $6, $7
        """;

    private static readonly string Prune =
        $"DELETE FROM study_log WHERE study = $1 AND sequence <= (SELECT max(sequence) FROM study_log WHERE study = $1) - $2 AND kind NOT IN ({OfStudy})";

    public Task Add(string study, StudyLogEntry entry) => database.Write(Append(study, [entry], IStudyLog.Kept));

    public Task<StudyLogPage> Read(string study, StudyLogQuery query) => database.Read(async connection =>
    {
        // One picture for all questions, while others write.
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead);
        var newest = await connection.Ask("SELECT max(sequence) FROM study_log WHERE study = $1", study) as long? ?? 0;
        var first = await connection.Ask("SELECT min(sequence) FROM study_log WHERE study = $1", study) as long? ?? 0;
        var entries = await Entries(connection, study, query);
        return new StudyLogPage(entries, !query.Newest && entries.Length == query.Limit ? entries[^1].Sequence : Math.Max(newest, query.After), first);
    });

    public Task<StudyLogKind?> LastOfStudy(string study) => database.Read(async connection =>
        await connection.Ask($"SELECT kind FROM study_log WHERE study = $1 AND kind IN ({OfStudy}) ORDER BY sequence DESC LIMIT 1", study) is string kind
            ? Enum.Parse<StudyLogKind>(kind)
            : (StudyLogKind?)null);

    /// <summary>What adds entries, and lets the oldest of the study's stages go.</summary>
    public static ImmutableArray<PostgresStatement> Append(string study, ImmutableArray<StudyLogEntry> entries, long kept) => entries.IsEmpty
        ? []
        :
        [
            // Numbers are given one transaction after another; the lock ends with this one.
            new("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", "log of " + study),
            .. entries.Select(entry => new PostgresStatement(Insert, study, entry.At.UtcTicks, entry.Kind.ToString(), entry.Stage, entry.Slot, entry.Epoch, entry.Text)),
            new(Prune, study, kept),
        ];

    private static async Task<ImmutableArray<StudyLogEntry>> Entries(NpgsqlConnection connection, string study, StudyLogQuery query)
    {
        await using var select = connection.Command(
            $"""
             SELECT sequence, at, kind, stage, slot, epoch, text FROM study_log
             WHERE study = $1 AND sequence > $2 AND at >= $3 AND ($4 IS NULL OR stage = $4)
             ORDER BY sequence {(query.Newest ? "DESC" : "ASC")} LIMIT $5
             """,
            study, query.After, query.Since?.UtcTicks ?? 0L, query.Stage, query.Limit);
        select.Parameters[3].NpgsqlDbType = NpgsqlDbType.Text;
        await using var reader = await select.ExecuteReaderAsync();
        var entries = ImmutableArray.CreateBuilder<StudyLogEntry>();
        while (await reader.ReadAsync())
            entries.Add(StudyLogRow.Read(reader));
        if (query.Newest)
            entries.Reverse();
        return entries.ToImmutable();
    }
}
