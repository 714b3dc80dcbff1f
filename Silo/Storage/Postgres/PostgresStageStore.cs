using System.Collections.Immutable;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Grains.Storage;
using JointQP.Studies.Stages;
using Npgsql;

namespace JointQP.Silo.Storage.Postgres;

/// <summary>Stages as rows of a PostgreSQL database.</summary>
internal sealed class PostgresStageStore(PostgresDatabase database) : IStageStore
{
    // One packet holds so many rows; a study may have 200,000.
    private const int RowsAtOnce = 1000;

    private static readonly string Insert =
        $"INSERT INTO stages (study, {StageRow.Names}) VALUES ({Places(1, 1 + StageRow.Columns.Count)}) ON CONFLICT DO NOTHING";

    private static readonly string UpdateOne =
        $"UPDATE stages SET {string.Join(", ", StageRow.Columns.Index().Skip(1).Select(column => $"{column.Item} = ${column.Index + 2}"))}"
            + $" WHERE study = $1 AND id = $2 AND epoch = ${2 + StageRow.Columns.Count} AND version = ${3 + StageRow.Columns.Count}";

    public Task Add(string study, ImmutableArray<StageRecord> stages) => database.Write(async connection =>
    {
        var retired = await connection.Ask("SELECT epoch FROM retired WHERE study = $1", study) as long? ?? 0;
        foreach (var some in stages.Chunk(RowsAtOnce))
        {
            await using var batch = connection.CreateBatch();
            foreach (var stage in some)
                batch.Add(Insert, [study, .. StageRow.Values(stage with { Epoch = stage.Epoch + retired })]);
            await batch.ExecuteNonQueryAsync();
        }

        return true;
    });

    public Task<ImmutableArray<StageRecord>> Load(string study) => database.Read(connection => Read(connection, "study = $1", study));

    public Task<StageRecord?> Find(string study, string id) =>
        database.Read(async connection => (await Read(connection, "study = $1 AND id = $2", study, id)).SingleOrDefault());

    public async Task<bool> TryUpdate(
        string study, ImmutableArray<StageUpdate> updates, ImmutableArray<StudyLogEntry> log, ImmutableArray<TrainedStage> trained = default)
    {
        try
        {
            return await database.Write(async connection =>
            {
                // In one order, so that two activations of a study wait for each other instead of deadlocking.
                foreach (var some in updates.OrderBy(update => update.After.Id, StringComparer.Ordinal).Chunk(RowsAtOnce))
                {
                    await using var batch = connection.CreateBatch();
                    foreach (var (before, after) in some)
                        batch.Add(UpdateOne, [study, .. StageRow.Values(after), before.Epoch, before.Version]);
                    if (await batch.ExecuteNonQueryAsync() != some.Length)
                        throw new StaleException();
                }

                await PostgresStudyLog.Append(connection, study, log, IStudyLog.Kept);
                foreach (var stage in trained.IsDefault ? [] : trained)
                {
                    await connection.Execute(
                        "INSERT INTO trained (key, fingerprint, study, stage) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
                        stage.Key, stage.Fingerprint, study, stage.Stage);
                }

                return true;
            });
        }
        catch (StaleException)
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

    /// <summary>Undoes the rows of this update that were already changed.</summary>
    private sealed class StaleException : Exception;
}
