using System.Globalization;
using JointQP.Silo.Hosting;
using Npgsql;

namespace JointQP.Silo.Storage.Postgres;

/// <summary>The form of the database: migrations in their order, each run once, and the queries that Orleans looks up.</summary>
internal static class PostgresSchema
{
    // Any number that no other program takes: migrations run one after another, whoever starts them.
    private const long Lock = 0x4A6F696E745150;

    /// <summary>The number of the last migration, which this program needs.</summary>
    public static int Latest => Migrations[^1].Number;

    private static (int Number, string Name)[] Migrations { get; } =
    [
        .. typeof(PostgresSchema).Assembly.GetManifestResourceNames()
            .Where(name => name.EndsWith(".sql", StringComparison.Ordinal))
            .Select(name => (int.Parse(name.AsSpan(0, 4), CultureInfo.InvariantCulture), name))
            .Order(),
    ];

    /// <summary>Brings the database to this program's form; repeating it changes nothing. All of it happens, or nothing does.</summary>
    /// <returns>The names of the migrations that were run.</returns>
    /// <exception cref="SetupException">It cannot be reached or changed, or is of a newer program.</exception>
    public static Task<List<string>> Migrate(PostgresDatabase database) => Guarded(database, async () =>
    {
        await using var connection = await database.Source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await connection.Execute("SELECT pg_advisory_xact_lock($1)", Lock);
        await connection.Execute("CREATE TABLE IF NOT EXISTS migrations (number integer PRIMARY KEY, name text NOT NULL, at timestamptz NOT NULL DEFAULT now())");
        var found = await Number(connection);
        RefuseNewer(database, found);
        var run = Migrations.Where(migration => migration.Number > found).ToList();
        foreach (var (number, name) in run)
        {
            await connection.Execute(await Text(name));
            await connection.Execute("INSERT INTO migrations (number, name) VALUES ($1, $2)", number, name);
        }

        // They belong to the program more than to the database.
        foreach (var (key, text) in OrleansQueries.All)
            await connection.Execute("INSERT INTO OrleansQuery VALUES ($1, $2) ON CONFLICT (QueryKey) DO UPDATE SET QueryText = excluded.QueryText", key, text);
        await transaction.CommitAsync();
        return run.ConvertAll(migration => migration.Name);
    });

    /// <summary>Refuses to go on with a database of another form than this program's.</summary>
    /// <exception cref="SetupException">It is, or it cannot be reached.</exception>
    public static Task Require(PostgresDatabase database) => Guarded(database, async () =>
    {
        await using var connection = await database.Source.OpenConnectionAsync();
        var found = await connection.Ask("SELECT to_regclass('migrations')::text") is null ? 0 : await Number(connection);
        RefuseNewer(database, found);
        return found == Latest
            ? found
            : throw new SetupException(
                $"The database {database.Place} {(found == 0 ? "has no tables of JointQP yet" : $"is of an older form ({found}, this program needs {Latest})")}. Run 'jointqp db migrate' once.");
    });

    private static void RefuseNewer(PostgresDatabase database, int found)
    {
        if (found > Latest)
        {
            throw new SetupException(
                $"The database {database.Place} was migrated by a newer version of JointQP (its form is {found}, this program knows up to {Latest}). Use that version.");
        }
    }

    private static async Task<int> Number(NpgsqlConnection connection) =>
        await connection.Ask("SELECT max(number) FROM migrations") as int? ?? 0;

    private static async Task<string> Text(string name)
    {
        using var text = new StreamReader(typeof(PostgresSchema).Assembly.GetManifestResourceStream(name)!);
        return await text.ReadToEndAsync();
    }

    private static async Task<T> Guarded<T>(PostgresDatabase database, Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (NpgsqlException e)
        {
            throw new SetupException(
                $"The database {database.Place} cannot be used: {e.Message} Start it, or mend the connection string (JOINTQP_DATABASE or --database).", e);
        }
    }
}
