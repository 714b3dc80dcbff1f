using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace JointQP.Silo.Storage;

/// <summary>The one SQLite file of a data directory. Every connection to it, Orleans' grain storage included, is opened here.</summary>
internal sealed class SqliteDatabase : DbDataSource
{
    /// <summary>The file name in the data directory.</summary>
    public const string FileName = "jointqp.db";

    // Of the connection, not of the file: it has to be said again for each. FULL makes a commit survive a loss of power;
    // the timeout covers writers that wait for each other.
    private const string EveryConnection = "PRAGMA synchronous = FULL; PRAGMA busy_timeout = 30000;";

    public SqliteDatabase(string dataDirectory)
    {
        Path = System.IO.Path.Combine(dataDirectory, FileName);
        ConnectionString = new SqliteConnectionStringBuilder { DataSource = Path, Pooling = true }.ToString();
    }

    public string Path { get; }

    public override string ConnectionString { get; }

    public new SqliteConnection OpenConnection() => (SqliteConnection)base.OpenConnection();

    protected override DbConnection CreateDbConnection() => new SqliteConnection(ConnectionString);

    protected override DbConnection OpenDbConnection()
    {
        var connection = new SqliteConnection(ConnectionString);
        try
        {
            connection.Open();
            connection.Execute(EveryConnection);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            using var connection = new SqliteConnection(ConnectionString);
            SqliteConnection.ClearPool(connection);
        }

        base.Dispose(disposing);
    }
}
