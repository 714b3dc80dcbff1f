using System.Collections.Immutable;
using System.Threading.Channels;
using JointQP.Grains.Interfaces.Hosting;
using JointQP.Grains.Interfaces.Scheduling;
using JointQP.Grains.Interfaces.Trials;
using Npgsql;
using NpgsqlTypes;

namespace JointQP.Silo.Storage.Postgres;

/// <summary>
/// Writes metrics, those that wait together in one transaction by one COPY: the flush to disk and the round trips are the cost. COPY cannot pass
/// over rows that are there, so it fills a table of the connection's own, and one statement takes the new ones from there.
/// </summary>
internal sealed class PostgresMetricWriter : IAsyncDisposable
{
    private const int LargestGroup = 128;

    /// <summary>Fewer rows go by one statement in one round trip: a stage's last ones are on the way between two stages.</summary>
    private const int FewestToCopy = 64;

    // Full, it makes those wait that bring more: nothing is dropped.
    private readonly Channel<Batch> _batches = Channel.CreateBounded<Batch>(new BoundedChannelOptions(1024) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
    private readonly PostgresDatabase _database;
    private readonly Task _loop;

    public PostgresMetricWriter(PostgresDatabase database)
    {
        _database = database;
        _loop = Task.Run(Loop);
    }

    /// <summary>Stores all rows once and completes when they are on disk; false, with nothing stored, when the token's epoch is not the stage's latest.</summary>
    /// <exception cref="StorageException">They are not stored, or whether they are is not known.</exception>
    public async Task<bool> Append(LeaseToken token, ImmutableArray<MetricRow> rows)
    {
        Batch batch = new(token, rows);
        await _batches.Writer.WriteAsync(batch);
        return await batch.Done.Task;
    }

    public async ValueTask DisposeAsync()
    {
        _batches.Writer.TryComplete();
        await _loop;
    }

    private async Task Loop()
    {
        List<Batch> group = new(LargestGroup);
        while (await _batches.Reader.WaitToReadAsync())
        {
            group.Clear();
            while (group.Count < LargestGroup && _batches.Reader.TryRead(out var batch))
                group.Add(batch);
            if (await Store(group) || group.Count == 1)
                continue;
            // One that the database refuses must not take the others with it.
            foreach (var batch in group)
                await Store([batch]);
        }
    }

    /// <summary>False when the database refused them and they may be tried one by one; whoever cannot be helped is told.</summary>
    private async Task<bool> Store(List<Batch> group)
    {
        try
        {
            var latest = group.Sum(batch => batch.Rows.Length) < FewestToCopy
                ? await _database.WriteOnce(connection => Insert(connection, group))
                : await _database.Write(connection => Copy(connection, group));
            foreach (var batch in group)
                batch.Done.TrySetResult(latest.Contains(batch.Token));
            return true;
        }
        catch (Exception e)
        {
            if (group.Count > 1 && e is StorageException { InnerException: PostgresException })
                return false;
            foreach (var batch in group)
                batch.Done.TrySetException(e is StorageException ? e : new StorageException(e.Message, e));
            return true;
        }
    }

    /// <summary>Returns the latest token of each stage; only the rows of these are stored.</summary>
    private static async Task<HashSet<LeaseToken>> Copy(NpgsqlConnection connection, List<Batch> group)
    {
        var latest = await Latest(connection, [.. group.Select(batch => batch.Token).Distinct()]);
        if (!group.Exists(batch => latest.Contains(batch.Token)))
            return latest;
        await connection.Execute(
            "CREATE TEMPORARY TABLE IF NOT EXISTS incoming (study text, stage text, step bigint, name text, epoch bigint, bits bigint) ON COMMIT DELETE ROWS");
        await using (var copy = await connection.BeginBinaryImportAsync("COPY incoming FROM STDIN (FORMAT BINARY)"))
        {
            foreach (var (token, rows) in group.Where(batch => latest.Contains(batch.Token)))
            {
                foreach (var row in rows)
                {
                    await copy.StartRowAsync();
                    await copy.WriteAsync(token.Study, NpgsqlDbType.Text);
                    await copy.WriteAsync(token.Stage, NpgsqlDbType.Text);
                    await copy.WriteAsync(row.Step, NpgsqlDbType.Bigint);
                    await copy.WriteAsync(row.Name, NpgsqlDbType.Text);
                    await copy.WriteAsync(token.Epoch, NpgsqlDbType.Bigint);
                    await copy.WriteAsync(BitConverter.DoubleToInt64Bits(row.Value), NpgsqlDbType.Bigint);
                }
            }

            await copy.CompleteAsync();
        }

        await connection.Execute("INSERT INTO metrics (study, stage, step, name, epoch, bits) SELECT study, stage, step, name, epoch, bits FROM incoming ON CONFLICT DO NOTHING");
        return latest;
    }

    /// <summary>The same in a single statement, which is a transaction of its own.</summary>
    private static async Task<HashSet<LeaseToken>> Insert(NpgsqlConnection connection, List<Batch> group)
    {
        LeaseToken[] tokens = [.. group.Select(batch => batch.Token).Distinct()];
        (LeaseToken Token, MetricRow Row)[] rows = [.. group.SelectMany(batch => batch.Rows, (batch, row) => (batch.Token, row))];
        await using var insert = connection.Command(
            """
            WITH latest AS MATERIALIZED (
                SELECT study, id, epoch FROM stages WHERE (study, id) IN (SELECT * FROM unnest($1::text[], $2::text[])) ORDER BY study, id FOR SHARE),
            stored AS (
                INSERT INTO metrics (study, stage, step, name, epoch, bits)
                SELECT study, id, row.step, row.name, latest.epoch, row.bits
                FROM unnest($3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::text[], $8::bigint[]) AS row (of, stage, epoch, step, name, bits)
                    JOIN latest ON study = row.of AND id = row.stage AND latest.epoch = row.epoch
                ON CONFLICT DO NOTHING)
            SELECT study, id, epoch FROM latest
            """,
            Of(tokens, token => token.Study), Of(tokens, token => token.Stage),
            Of(rows, row => row.Token.Study), Of(rows, row => row.Token.Stage), Of(rows, row => row.Token.Epoch),
            Of(rows, row => row.Row.Step), Of(rows, row => row.Row.Name), Of(rows, row => BitConverter.DoubleToInt64Bits(row.Row.Value)));
        return await Tokens(insert);

        static TColumn[] Of<T, TColumn>(T[] all, Converter<T, TColumn> column) => Array.ConvertAll(all, column);
    }

    /// <summary>The rows are held until the end, in one order for all who do: no newer lease comes between.</summary>
    private static async Task<HashSet<LeaseToken>> Latest(NpgsqlConnection connection, LeaseToken[] tokens)
    {
        await using var select = connection.Command(
            """
            SELECT study, id, epoch FROM stages WHERE (study, id) IN (SELECT * FROM unnest($1::text[], $2::text[])) ORDER BY study, id FOR SHARE
            """,
            tokens.Select(token => token.Study).ToArray(), tokens.Select(token => token.Stage).ToArray());
        return await Tokens(select);
    }

    private static async Task<HashSet<LeaseToken>> Tokens(NpgsqlCommand command)
    {
        await using var reader = await command.ExecuteReaderAsync();
        HashSet<LeaseToken> tokens = [];
        while (await reader.ReadAsync())
            tokens.Add(new LeaseToken(reader.GetString(0), reader.GetString(1), reader.GetInt64(2)));
        return tokens;
    }

    private sealed record Batch(LeaseToken Token, ImmutableArray<MetricRow> Rows)
    {
        // Continuations must not run in the writer's loop.
        public TaskCompletionSource<bool> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
