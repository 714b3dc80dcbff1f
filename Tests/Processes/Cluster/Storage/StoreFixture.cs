using JointQP.Silo.Storage;

namespace JointQP.Tests.Processes.Cluster.Storage;

/// <summary>The stores over a new file.</summary>
internal sealed class StoreFixture : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();

    public StoreFixture()
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

    public SqliteStageStore Stages { get; }

    public SqliteStudyLog Log { get; }

    public SqliteMetricStore Metrics { get; }

    public async ValueTask DisposeAsync()
    {
        await Writer.DisposeAsync();
        await Database.DisposeAsync();
        _folder.Dispose();
    }
}
