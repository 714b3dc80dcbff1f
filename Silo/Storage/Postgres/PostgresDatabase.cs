using JointQP.Grains.Interfaces.Hosting;
using JointQP.Silo.Hosting;
using Npgsql;

namespace JointQP.Silo.Storage.Postgres;

/// <summary>The one PostgreSQL database of a cluster: clustering, grain state, stages, metrics and logs.</summary>
internal sealed class PostgresDatabase : IAsyncDisposable
{
    /// <summary>How often a transaction is tried that another one stood in the way of.</summary>
    private const int MostTries = 3;

    /// <summary>So many commands go in one packet; a study may have 200,000 stages.</summary>
    private const int MostAtOnce = 1000;

    private PostgresDatabase(NpgsqlDataSource source) => Source = source;

    /// <summary>Its connections.</summary>
    public NpgsqlDataSource Source { get; }

    /// <summary>Where it is, without what must stay secret.</summary>
    public string Place
    {
        get
        {
            var connection = new NpgsqlConnectionStringBuilder(Source.ConnectionString);
            return $"{connection.Database} on {connection.Host}:{connection.Port}";
        }
    }

    /// <summary>The database that a connection string names; nothing is connected yet.</summary>
    /// <exception cref="SetupException">The string is none.</exception>
    public static PostgresDatabase Of(string connectionString)
    {
        try
        {
            return new PostgresDatabase(NpgsqlDataSource.Create(ClusterDatabase.Completed(connectionString)));
        }
        catch (ArgumentException e)
        {
            throw new SetupException($"The database's connection string is not understood: {e.Message} Write it as '{ClusterDatabase.Example}', in {ClusterDatabase.Variable} or with --database.", e);
        }
    }

    /// <summary>Runs work in a transaction of its own; again, when another transaction stood in its way.</summary>
    /// <exception cref="StorageException">It could not be done, or whether it was done is not known.</exception>
    public Task<T> Write<T>(Func<NpgsqlConnection, Task<T>> work) => Run(async () =>
    {
        await using var connection = await Source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var result = await work(connection);
        await transaction.CommitAsync();
        return result;
    });

    /// <summary>Runs commands, all or none. The usual few take one round trip: between two answers a batch is a transaction of its own.</summary>
    /// <exception cref="StorageException">It could not be done, or whether it was done is not known.</exception>
    public Task Write(IReadOnlyList<PostgresStatement> statements) => statements.Count > MostAtOnce
        ? Write(async connection =>
        {
            foreach (var some in statements.Chunk(MostAtOnce))
                await Send(connection, some);
            return true;
        })
        : Use(async connection =>
        {
            await Send(connection, statements);
            return true;
        });

    /// <summary>Runs work of a single statement, which is a transaction of its own.</summary>
    /// <exception cref="StorageException">It could not be done, or whether it was done is not known.</exception>
    public Task<T> WriteOnce<T>(Func<NpgsqlConnection, Task<T>> work) => Use(work);

    /// <summary>Runs work that only reads.</summary>
    /// <exception cref="StorageException">It could not be done.</exception>
    public Task<T> Read<T>(Func<NpgsqlConnection, Task<T>> work) => Use(work);

    public ValueTask DisposeAsync() => Source.DisposeAsync();

    private Task<T> Use<T>(Func<NpgsqlConnection, Task<T>> work) => Run(async () =>
    {
        await using var connection = await Source.OpenConnectionAsync();
        return await work(connection);
    });

    private static async Task Send(NpgsqlConnection connection, IEnumerable<PostgresStatement> statements)
    {
        await using var batch = connection.CreateBatch();
        foreach (var statement in statements)
            batch.BatchCommands.Add(statement.ToCommand());
        await batch.ExecuteNonQueryAsync();
    }

    private async Task<T> Run<T>(Func<Task<T>> work)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await work();
            }
            catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure && tries < MostTries)
            {
                // Undone as a whole.
            }
            catch (NpgsqlException e)
            {
                throw new StorageException($"The database {Place} did not do what was asked: {e.Message}", e);
            }
        }
    }
}
