using System.Collections.Immutable;
using JointQP.Grains.Interfaces.Scheduling;
using JointQP.Grains.Interfaces.Trials;
using JointQP.Grains.Storage;
using Microsoft.Data.Sqlite;

namespace JointQP.Silo.Storage;

/// <summary>Metrics as rows of a SQLite file.</summary>
internal sealed class SqliteMetricStore(SqliteDatabase database, SqliteWriter writer) : IMetricStore
{
    public Task<bool> Append(LeaseToken token, ImmutableArray<MetricRow> rows) => writer.Write(connection =>
    {
        if (EpochOf(connection, token) != token.Epoch)
            return false;

        using var insert = connection.Command(
            "INSERT OR IGNORE INTO metrics VALUES (@study, @stage, @step, @name, @epoch, @bits)",
            ("@study", token.Study),
            ("@stage", token.Stage),
            ("@epoch", token.Epoch));
        var step = insert.Parameters.Add("@step", SqliteType.Integer);
        var name = insert.Parameters.Add("@name", SqliteType.Text);
        var bits = insert.Parameters.Add("@bits", SqliteType.Integer);
        foreach (var row in rows)
        {
            step.Value = row.Step;
            name.Value = row.Name;
            bits.Value = BitConverter.DoubleToInt64Bits(row.Value);
            insert.ExecuteNonQuery();
        }

        return true;
    });

    public Task<ImmutableArray<MetricRow>> Read(string study, string stage, long after, int limit) => Task.Run(() =>
    {
        using var connection = database.OpenConnection();
        using var select = connection.Command(
            // With one MAX in a grouped query, SQLite takes the other columns from the row that has it.
            $"""
             SELECT step, name, bits, MAX(epoch) FROM metrics WHERE study = @study AND stage = @stage
                 AND step > @after AND step <= IFNULL(
                 (SELECT step FROM metrics WHERE study = @study AND stage = @stage AND step > @after ORDER BY step LIMIT 1 OFFSET @limit),
                 {long.MaxValue})
             GROUP BY step, name ORDER BY step, name
             """,
            ("@study", study),
            ("@stage", stage),
            ("@after", after),
            ("@limit", limit));
        return Rows(select);
    });

    public Task<bool> Copy(string study, string stage, LeaseToken to) => writer.Write(connection =>
    {
        if (EpochOf(connection, to) != to.Epoch)
            return false;
        using var copy = connection.Command(
            """
            INSERT OR IGNORE INTO metrics (study, stage, step, name, epoch, bits)
            SELECT @toStudy, @toStage, step, name, @epoch, bits
            FROM (SELECT step, name, bits, MAX(epoch) FROM metrics WHERE study = @study AND stage = @stage GROUP BY step, name)
            """,
            ("@toStudy", to.Study),
            ("@toStage", to.Stage),
            ("@epoch", to.Epoch),
            ("@study", study),
            ("@stage", stage));
        copy.ExecuteNonQuery();
        return true;
    });

    public Task Delete(string study, string stage) => writer.Write(connection =>
    {
        using var remove = connection.Command("DELETE FROM metrics WHERE study = @study AND stage = @stage", ("@study", study), ("@stage", stage));
        return remove.ExecuteNonQuery();
    });

    private static long? EpochOf(SqliteConnection connection, LeaseToken token)
    {
        using var ask = connection.Command(
            "SELECT epoch FROM stages WHERE study = @study AND id = @stage", ("@study", token.Study), ("@stage", token.Stage));
        return ask.Number();
    }

    private static ImmutableArray<MetricRow> Rows(SqliteCommand select)
    {
        using var reader = select.ExecuteReader();
        var rows = ImmutableArray.CreateBuilder<MetricRow>();
        while (reader.Read())
            rows.Add(new MetricRow(reader.GetInt64(0), reader.GetString(1), BitConverter.Int64BitsToDouble(reader.GetInt64(2))));
        return rows.ToImmutable();
    }
}
