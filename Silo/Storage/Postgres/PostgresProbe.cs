using JointQP.Grains.Interfaces.Hosting;

namespace JointQP.Silo.Storage.Postgres;

/// <summary>Whether the database answers and takes writes: one that is a standby, or has no room left for a transaction's number, refuses.</summary>
internal sealed class PostgresProbe(PostgresDatabase database) : IStorageProbe
{
    public Task Check() => database.Write(async connection => await connection.Ask("SELECT pg_current_xact_id()::text") is not null
        ? true
        : throw new StorageException($"{database.Place} gives no transaction"));
}
