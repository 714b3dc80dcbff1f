using JointQP.Grains.Storage;
using JointQP.Silo.Hosting;
using JointQP.Silo.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace JointQP.Tests.Processes.Cluster.Storage;

public sealed class SqliteDatabaseTests(SharedSilo shared)
{
    private const long Full = 2;

    private static long? Synchronous(SqliteConnection connection)
    {
        using var ask = connection.Command("PRAGMA synchronous");
        return ask.Number();
    }

    [Fact]
    public async Task OpenConnection_NewReusedAndOrleansOwn_AreFullySynchronous()
    {
        var database = shared.Silo.Services.GetRequiredService<SqliteDatabase>();
        using (var spoilt = database.OpenConnection())
            spoilt.Execute("PRAGMA synchronous = OFF");
        using var ours = database.OpenConnection();
        Assert.Equal(Full, Synchronous(ours));

        var orleans = shared.Silo.Services.GetRequiredService<IOptionsMonitor<AdoNetGrainStorageOptions>>().Get(GrainStorage.Name);
        await using var theirs = (SqliteConnection)await orleans.DataSource!.OpenConnectionAsync(TestContext.Current.CancellationToken);
        Assert.Equal(Full, Synchronous(theirs));
        Assert.Null(orleans.ConnectionString);

        var writers = await shared.Silo.Services.GetRequiredService<SqliteWriter>().Write(connection => Synchronous(connection));
        Assert.Equal(Full, writers);
    }

    [Fact]
    public void Ensure_FileOfANewerVersion_IsRefusedWithTheMend()
    {
        using var folder = new TemporaryFolder();
        using var database = new SqliteDatabase(folder.Path);
        SqliteSchema.Ensure(database);
        SqliteSchema.Ensure(database);
        using (var connection = database.OpenConnection())
            connection.Execute($"PRAGMA user_version = {SqliteSchema.Version + 1}");

        var refusal = Assert.Throws<SetupException>(() => SqliteSchema.Ensure(database));

        Assert.Contains("newer version of JointQP", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("--data", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ensure_FileWithoutTimings_GetsThemAndKeepsItsStages()
    {
        using var folder = new TemporaryFolder();
        await using var database = new SqliteDatabase(folder.Path);
        SqliteSchema.Ensure(database);
        using (var connection = database.OpenConnection())
        {
            connection.Execute("ALTER TABLE stages DROP COLUMN timing");
            connection.Execute("INSERT INTO stages (study, id, status, epoch, version, losses, failures, rebuilds) VALUES ('s', 'a', 'Ready', 1, 2, 0, 0, 0)");
            connection.Execute("PRAGMA user_version = 2");
        }

        SqliteSchema.Ensure(database);

        await using var writer = new SqliteWriter(database);
        var stage = Assert.Single(await new SqliteStageStore(database, writer).Load("s"));
        Assert.Equal(("a", 1L, null), (stage.Id, stage.Epoch, stage.Timing));
    }

    [Fact]
    public void Ensure_NoDatabase_IsRefusedByName()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(Path.Combine(folder.Path, SqliteDatabase.FileName), new string('x', 5000));
        using var database = new SqliteDatabase(folder.Path);

        Assert.Contains(database.Path, Assert.Throws<SetupException>(() => SqliteSchema.Ensure(database)).Message, StringComparison.Ordinal);
    }
}
