using System.Collections.Immutable;
using JointQP.Grains.Interfaces.Scheduling;
using JointQP.Grains.Interfaces.Trials;
using JointQP.Grains.Storage;

namespace JointQP.Silo.Storage.Postgres;

/// <summary>Metrics as rows of a PostgreSQL database.</summary>
internal sealed class PostgresMetricStore(PostgresDatabase database, PostgresMetricWriter writer) : IMetricStore
{
    public Task<bool> Append(LeaseToken token, ImmutableArray<MetricRow> rows) => writer.Append(token, rows);

    public Task<ImmutableArray<MetricRow>> Read(string study, string stage, long after, int limit) => database.Read(async connection =>
    {
        await using var select = connection.Command(
            """
            SELECT DISTINCT ON (step, name) step, name, bits FROM metrics
            WHERE study = $1 AND stage = $2 AND step > $3 AND step <= coalesce(
                (SELECT step FROM metrics WHERE study = $1 AND stage = $2 AND step > $3 ORDER BY step LIMIT 1 OFFSET $4), $5)
            ORDER BY step, name, epoch DESC
            """,
            study, stage, after, limit, long.MaxValue);
        await using var reader = await select.ExecuteReaderAsync();
        var rows = ImmutableArray.CreateBuilder<MetricRow>();
        while (await reader.ReadAsync())
            rows.Add(new MetricRow(reader.GetInt64(0), reader.GetString(1), BitConverter.Int64BitsToDouble(reader.GetInt64(2))));
        return rows.ToImmutable();
    });

    public Task<bool> Copy(string study, string stage, LeaseToken to) => database.Write(async connection =>
    {
        // The row is held until the end, so that no newer lease comes between.
        if (await connection.Ask("SELECT epoch FROM stages WHERE study = $1 AND id = $2 FOR SHARE", to.Study, to.Stage) as long? != to.Epoch)
            return false;
        await connection.Execute(
            """
            INSERT INTO metrics (study, stage, step, name, epoch, bits)
            SELECT DISTINCT ON (step, name) $3, $4, step, name, $5, bits FROM metrics WHERE study = $1 AND stage = $2 ORDER BY step, name, epoch DESC
            ON CONFLICT DO NOTHING
            """,
            study, stage, to.Study, to.Stage, to.Epoch);
        return true;
    });

    public Task Delete(string study, string stage) =>
        database.Write(connection => connection.Execute("DELETE FROM metrics WHERE study = $1 AND stage = $2", study, stage));
}
