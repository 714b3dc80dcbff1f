using System.Collections.Immutable;
using System.Text.Json;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Grains.Storage;
using JointQP.Studies.Stages;
using Microsoft.Data.Sqlite;

namespace JointQP.Silo.Storage;

/// <summary>Stages as rows of a SQLite file.</summary>
internal sealed class SqliteStageStore(SqliteDatabase database, SqliteWriter writer) : IStageStore
{
    public Task Add(string study, ImmutableArray<StageRecord> stages) => writer.Write(connection =>
    {
        using var ask = connection.Command("SELECT epoch FROM retired WHERE study = @study", ("@study", study));
        var retired = ask.Number() ?? 0;
        using var insert = connection.Command(
            """
            INSERT INTO stages VALUES
            (@study, @id, @status, @epoch, @version, @holder, @losses, @failures, @rebuilds, @progress, @result, @fingerprint, @reason, @outcome, @timing)
            ON CONFLICT DO NOTHING
            """);
        foreach (var stage in stages)
        {
            insert.Parameters.Clear();
            Bind(insert, study, stage with { Epoch = stage.Epoch + retired });
            insert.ExecuteNonQuery();
        }

        return true;
    });

    public Task<ImmutableArray<StageRecord>> Load(string study) => Task.Run(() => Read(study, ids: null));

    public Task<ImmutableArray<StageRecord>> LoadSome(string study, ImmutableArray<string> ids) => Task.Run(() => Read(study, ids));

    public Task<StageRecord?> Find(string study, string id) => Task.Run(() => Read(study, [id]).SingleOrDefault());

    public async Task<bool> TryUpdate(
        string study, ImmutableArray<StageUpdate> updates, ImmutableArray<StudyLogEntry> log, ImmutableArray<TrainedStage> trained = default)
    {
        try
        {
            return await writer.Write(connection =>
            {
                Update(connection, study, updates);
                SqliteStudyLog.Append(connection, study, log, IStudyLog.Kept);
                Remember(connection, study, trained.IsDefault ? [] : trained);
                return true;
            });
        }
        catch (StaleException)
        {
            return false;
        }
    }

    public Task<FoundStage?> FindTrained(string study, string key, string fingerprint) => Task.Run(() =>
    {
        using var connection = database.OpenConnection();
        using var select = connection.Command(
            """
            SELECT study, stage FROM trained NATURAL JOIN (SELECT study, id AS stage FROM stages WHERE status = @committed)
            WHERE key = @key AND fingerprint = @fingerprint AND study <> @study LIMIT 1
            """,
            ("@committed", nameof(StageStatus.Committed)),
            ("@key", key),
            ("@fingerprint", fingerprint),
            ("@study", study));
        using var reader = select.ExecuteReader();
        return reader.Read() && Read(reader.GetString(0), [reader.GetString(1)]) is [{ Result: not null } record] ? new FoundStage(reader.GetString(0), record) : null;
    });

    public Task<ImmutableArray<(string Study, long Epoch)>> Retired() => Task.Run(() =>
    {
        using var connection = database.OpenConnection();
        using var select = connection.Command("SELECT study, epoch FROM retired");
        using var reader = select.ExecuteReader();
        var retired = ImmutableArray.CreateBuilder<(string, long)>();
        while (reader.Read())
            retired.Add((reader.GetString(0), reader.GetInt64(1)));
        return retired.ToImmutable();
    });

    public Task Delete(string study) => writer.Write(connection =>
    {
        // One more than the last: a stale picture of a stage that was never leased fits no row of a new study either.
        using var retire = connection.Command(
            """
            INSERT INTO retired
            SELECT @study, MAX(epoch) + 1, IFNULL((SELECT MAX(sequence) FROM study_log WHERE study = @study), 0)
            FROM stages WHERE study = @study HAVING COUNT(*) > 0
            ON CONFLICT DO UPDATE SET epoch = MAX(epoch, excluded.epoch), sequence = MAX(sequence, excluded.sequence)
            """,
            ("@study", study));
        retire.ExecuteNonQuery();
        using var remove = connection.Command(
            "DELETE FROM stages WHERE study = @study; DELETE FROM study_log WHERE study = @study; DELETE FROM trained WHERE study = @study", ("@study", study));
        return remove.ExecuteNonQuery();
    });

    private ImmutableArray<StageRecord> Read(string study, ImmutableArray<string>? ids)
    {
        using var connection = database.OpenConnection();
        using var select = connection.Command(
            $"""
             SELECT {StageRow.Names} FROM stages WHERE study = @study {(ids is null ? "" : "AND id IN (SELECT value FROM json_each(@ids))")}
             """,
            ("@study", study),
            ("@ids", ids is null ? null : JsonSerializer.Serialize(ids.Value)));
        using var reader = select.ExecuteReader();
        var stages = ImmutableArray.CreateBuilder<StageRecord>();
        while (reader.Read())
            stages.Add(StageRow.Read(reader));
        return stages.ToImmutable();
    }

    private static void Remember(SqliteConnection connection, string study, ImmutableArray<TrainedStage> trained)
    {
        foreach (var stage in trained)
        {
            using var insert = connection.Command(
                "INSERT OR IGNORE INTO trained VALUES (@key, @fingerprint, @study, @stage)",
                ("@key", stage.Key),
                ("@fingerprint", stage.Fingerprint),
                ("@study", study),
                ("@stage", stage.Stage));
            insert.ExecuteNonQuery();
        }
    }

    private static void Update(SqliteConnection connection, string study, ImmutableArray<StageUpdate> updates)
    {
        using var update = connection.Command(
            """
            UPDATE stages SET status = @status, epoch = @epoch, version = @version, holder = @holder, losses = @losses,
                failures = @failures, rebuilds = @rebuilds, progress = @progress, result = @result, fingerprint = @fingerprint,
                reason = @reason, outcome = @outcome, timing = @timing
            WHERE study = @study AND id = @id AND epoch = @oldEpoch AND version = @oldVersion
            """);
        foreach (var (before, after) in updates)
        {
            update.Parameters.Clear();
            Bind(update, study, after);
            update.Parameters.AddWithValue("@oldEpoch", before.Epoch);
            update.Parameters.AddWithValue("@oldVersion", before.Version);
            if (update.ExecuteNonQuery() != 1)
                throw new StaleException();
        }
    }

    private static void Bind(SqliteCommand command, string study, StageRecord stage)
    {
        command.Bind(("@study", study));
        foreach (var (column, value) in StageRow.Columns.Zip(StageRow.Values(stage)))
            command.Bind(("@" + column, value));
    }

    /// <summary>Undoes the rows of this update that were already changed.</summary>
    private sealed class StaleException : Exception;
}
