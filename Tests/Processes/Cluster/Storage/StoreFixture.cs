using System.Collections.Immutable;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Grains.Storage;
using JointQP.Silo.Storage;
using JointQP.Silo.Storage.Postgres;
using JointQP.Tests.Processes.Harness;

namespace JointQP.Tests.Processes.Cluster.Storage;

/// <summary>The stores over one kind of database, new and empty.</summary>
internal abstract class StoreFixture : IAsyncDisposable
{
    public abstract IStageStore Stages { get; }

    public abstract IStudyLog Log { get; }

    public abstract IMetricStore Metrics { get; }

    /// <summary>Adds to a log of which no more is kept than this.</summary>
    public abstract Task Append(string study, ImmutableArray<StudyLogEntry> entries, int kept);

    public abstract ValueTask DisposeAsync();
}

/// <summary>The stores over a new file.</summary>
internal sealed class SqliteStores : StoreFixture
{
    private readonly TemporaryFolder _folder = new();

    public SqliteStores()
    {
        Database = new SqliteDatabase(_folder.Path);
        SqliteSchema.Ensure(Database);
        Writer = new SqliteWriter(Database);
        Stages = new SqliteStageStore(Database, Writer);
        Log = new SqliteStudyLog(Database, Writer);
        Metrics = new SqliteMetricStore(Database, Writer);
    }

    public SqliteDatabase Database { get; }

    public SqliteWriter Writer { get; }

    public override IStageStore Stages { get; }

    public override IStudyLog Log { get; }

    public override IMetricStore Metrics { get; }

    public override Task Append(string study, ImmutableArray<StudyLogEntry> entries, int kept) => Writer.Write(connection =>
    {
        SqliteStudyLog.Append(connection, study, entries, kept);
        return true;
    });

    public override async ValueTask DisposeAsync()
    {
        await Writer.DisposeAsync();
        await Database.DisposeAsync();
        _folder.Dispose();
    }
}

/// <summary>The stores over a new database of the tests' server.</summary>
internal sealed class PostgresStores : StoreFixture
{
    private PostgresStores(PostgresDatabase database)
    {
        Database = database;
        Writer = new PostgresMetricWriter(database);
        Stages = new PostgresStageStore(database);
        Log = new PostgresStudyLog(database);
        Metrics = new PostgresMetricStore(database, Writer);
    }

    public PostgresDatabase Database { get; }

    public PostgresMetricWriter Writer { get; }

    public override IStageStore Stages { get; }

    public override IStudyLog Log { get; }

    public override IMetricStore Metrics { get; }

    /// <summary>With a patience that a hundred connections at once do not outlast, on a machine that is busy.</summary>
    public static async Task<PostgresStores> Create(PostgresServer server) =>
        new(PostgresDatabase.Of(await server.NewDatabase() + ";Timeout=120;Command Timeout=120"));

    public override Task Append(string study, ImmutableArray<StudyLogEntry> entries, int kept) => Database.Write(PostgresStudyLog.Append(study, entries, kept));

    public override async ValueTask DisposeAsync()
    {
        await Writer.DisposeAsync();
        await Database.DisposeAsync();
    }
}
