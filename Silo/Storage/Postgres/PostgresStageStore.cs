using System.Collections.Immutable;
using JointQP.Grains.Interfaces.Hosting;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Grains.Storage;
using JointQP.Studies.Stages;
using Npgsql;

namespace JointQP.Silo.Storage.Postgres;

/// <summary>Stages as rows of a PostgreSQL database.</summary>
internal sealed class PostgresStageStore(PostgresDatabase database) : IStageStore
{
    private static readonly string Insert =
        $"""
         INSERT INTO stages (study, {StageRow.Names})
         SELECT $1, $2, $3, $4 + coalesce((SELECT epoch FROM retired WHERE study = $1), 0), {Places(5, StageRow.Columns.Count - 3)} ON CONFLICT DO NOTHING
         """;

    /// <summary>Changes one row, or divides by zero, which undoes all that was sent with it.</summary>
    private static readonly string UpdateOne =
        $"""
         WITH changed AS (
             UPDATE stages SET {string.Join(", ", StageRow.Columns.Index().Skip(1).Select(column => $"{column.Item} = ${column.Index + 2}"))}
             WHERE study = $1 AND id = $2 AND epoch = ${2 + StageRow.Columns.Count} AND version = ${3 + StageRow.Columns.Count} RETURNING 1)
         SELECT 1 / count(*) FROM changed
         """;

    public Task Add(string study, ImmutableArray<StageRecord> stages) =>
        database.Write([.. stages.Select(stage => new PostgresStatement(Insert, [study, .. StageRow.Values(stage)]))]);

    public Task<ImmutableArray<StageRecord>> Load(string study) => database.Read(connection => Read(connection, "study = $1", study));

    public Task<ImmutableArray<StageRecord>> LoadSome(string study, ImmutableArray<string> ids) =>
        database.Read(connection => Read(connection, "study = $1 AND id = ANY ($2)", study, ids.ToArray()));

    public Task<StageRecord?> Find(string study, string id) =>
        database.Read(async connection => (await Read(connection, "study = $1 AND id = $2", study, id)).SingleOrDefault());

    public async Task<bool> TryUpdate(
        string study, ImmutableArray<StageUpdate> updates, ImmutableArray<StudyLogEntry> log, ImmutableArray<TrainedStage> trained = default)
    {
        try
        {
            await database.Write(
            [
                // In one order, so that two activations of a study wait for each other instead of deadlocking.
                .. updates.OrderBy(update => update.After.Id, StringComparer.Ordinal).Select(update =>
                    new PostgresStatement(UpdateOne, [study, .. StageRow.Values(update.After), update.Before.Epoch, update.Before.Version])),
                .. PostgresStudyLog.Append(study, log, IStudyLog.Kept),
                .. (trained.IsDefault ? [] : trained).Select(stage => new PostgresStatement(
                    "INSERT INTO trained (key, fingerprint, study, stage) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
                    stage.Key, stage.Fingerprint, study, stage.Stage)),
            ]);
            return true;
        }
        catch (StorageException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.DivisionByZero })
        {
            return false;
        }
    }

    public Task<FoundStage?> FindTrained(string study, string key, string fingerprint) => database.Read(async connection =>
    {
        await using var select = connection.Command(
            $"""
             SELECT {StageRow.Names}, study FROM stages
             WHERE status = $4 AND (study, id) IN (SELECT study, stage FROM trained WHERE key = $1 AND fingerprint = $2 AND study <> $3) LIMIT 1
             """,
            key, fingerprint, study, nameof(StageStatus.Committed));
        await using var reader = await select.ExecuteReaderAsync();
        return await reader.ReadAsync() && StageRow.Read(reader) is { Result: not null } record
            ? new FoundStage(reader.GetString(StageRow.Columns.Count), record)
            : null;
    });

    public Task Delete(string study) => database.Write(async connection =>
    {
        // One more than the last: a stale picture of a stage that was never leased fits no row of a new study either.
        await connection.Execute(
            """
            INSERT INTO retired AS known (study, epoch, sequence)
            SELECT $1, max(epoch) + 1, coalesce((SELECT max(sequence) FROM study_log WHERE study = $1), 0)
            FROM stages WHERE study = $1 HAVING count(*) > 0
            ON CONFLICT (study) DO UPDATE SET epoch = greatest(known.epoch, excluded.epoch), sequence = greatest(known.sequence, excluded.sequence)
            """,
            study);
        await connection.Execute("DELETE FROM stages WHERE study = $1", study);
        await connection.Execute("DELETE FROM study_log WHERE study = $1", study);
        return await connection.Execute("DELETE FROM trained WHERE study = $1", study);
    });

    public Task<ImmutableArray<(string Study, long Epoch)>> Retired() => database.Read(async connection =>
    {
        await using var select = connection.Command("SELECT study, epoch FROM retired");
        await using var reader = await select.ExecuteReaderAsync();
        var retired = ImmutableArray.CreateBuilder<(string, long)>();
        while (await reader.ReadAsync())
            retired.Add((reader.GetString(0), reader.GetInt64(1)));
        return retired.ToImmutable();
    });

    private static async Task<ImmutableArray<StageRecord>> Read(NpgsqlConnection connection, string where, params object?[] values)
    {
        await using var select = connection.Command($"SELECT {StageRow.Names} FROM stages WHERE {where}", values);
        await using var reader = await select.ExecuteReaderAsync();
        var stages = ImmutableArray.CreateBuilder<StageRecord>();
        while (await reader.ReadAsync())
            stages.Add(StageRow.Read(reader));
        return stages.ToImmutable();
    }

    private static string Places(int first, int count) => string.Join(", ", Enumerable.Range(first, count).Select(place => $"${place}"));
}
