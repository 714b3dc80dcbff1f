using JointQP.Silo.Hosting;
using Microsoft.Data.Sqlite;

namespace JointQP.Silo.Storage;

/// <summary>The tables, and the queries that Orleans' ADO.NET grain storage looks up.</summary>
internal static class SqliteSchema
{
    /// <summary>What <c>PRAGMA user_version</c> says of a file written by this program.</summary>
    /// <remarks>
    /// 2 added the logs of studies and what is remembered of deleted ones, 3 what the time of stages went to, and what other studies can find; an
    /// older file gets them, empty. 4 packs large states of grains.
    /// </remarks>
    public const int Version = 4;

    // A metric's value is kept as its 64 bits: SQLite would store NaN as NULL, and the bits enter the result hash.
    private const string Tables =
        """
        CREATE TABLE IF NOT EXISTS stages (
            study TEXT NOT NULL,
            id TEXT NOT NULL,
            status TEXT NOT NULL,
            epoch INTEGER NOT NULL,
            version INTEGER NOT NULL,
            holder TEXT,
            losses INTEGER NOT NULL,
            failures INTEGER NOT NULL,
            rebuilds INTEGER NOT NULL,
            progress TEXT,
            result TEXT,
            fingerprint TEXT,
            reason TEXT,
            outcome TEXT,
            timing TEXT,
            PRIMARY KEY (study, id)
        ) WITHOUT ROWID;

        CREATE TABLE IF NOT EXISTS trained (
            key TEXT NOT NULL,
            fingerprint TEXT NOT NULL,
            study TEXT NOT NULL,
            stage TEXT NOT NULL,
            PRIMARY KEY (key, fingerprint, study, stage)
        ) WITHOUT ROWID;

        CREATE INDEX IF NOT EXISTS trained_by_study ON trained (study);

        CREATE TABLE IF NOT EXISTS metrics (
            study TEXT NOT NULL,
            stage TEXT NOT NULL,
            step INTEGER NOT NULL,
            name TEXT NOT NULL,
            epoch INTEGER NOT NULL,
            bits INTEGER NOT NULL,
            PRIMARY KEY (study, stage, step, name, epoch)
        ) WITHOUT ROWID;

        CREATE TABLE IF NOT EXISTS study_log (
            study TEXT NOT NULL,
            sequence INTEGER NOT NULL,
            at INTEGER NOT NULL,
            kind TEXT NOT NULL,
            stage TEXT,
            slot TEXT,
            epoch INTEGER,
            text TEXT NOT NULL,
            PRIMARY KEY (study, sequence)
        ) WITHOUT ROWID;

        CREATE TABLE IF NOT EXISTS retired (study TEXT PRIMARY KEY, epoch INTEGER NOT NULL, sequence INTEGER NOT NULL) WITHOUT ROWID;

        CREATE TABLE IF NOT EXISTS grains (
            service TEXT NOT NULL,
            type TEXT NOT NULL,
            n0 INTEGER NOT NULL,
            n1 INTEGER NOT NULL,
            key TEXT NOT NULL,
            version INTEGER NOT NULL,
            payload BLOB,
            PRIMARY KEY (service, type, n0, n1, key)
        ) WITHOUT ROWID;

        CREATE TABLE IF NOT EXISTS health (id INTEGER PRIMARY KEY CHECK (id = 1), beat INTEGER NOT NULL);

        CREATE TABLE IF NOT EXISTS OrleansQuery (QueryKey TEXT PRIMARY KEY, QueryText TEXT NOT NULL) WITHOUT ROWID;
        """;

    private const string ThisGrain =
        "service = @ServiceId AND type = @GrainTypeString AND n0 = @GrainIdN0 AND n1 = @GrainIdN1 AND key = IFNULL(@GrainIdExtensionString, '')";

    private static readonly (string Key, string Text)[] GrainQueries =
    [
        // Returns a row exactly when it wrote: no row is how Orleans learns of a conflicting write.
        ("WriteToStorageKey",
            $"""
             INSERT INTO grains (service, type, n0, n1, key, version, payload)
             SELECT @ServiceId, @GrainTypeString, @GrainIdN0, @GrainIdN1, IFNULL(@GrainIdExtensionString, ''), 1, @PayloadBinary
             WHERE @GrainStateVersion IS NULL OR EXISTS (SELECT 1 FROM grains WHERE {ThisGrain})
             ON CONFLICT DO UPDATE SET payload = excluded.payload, version = version + 1 WHERE version = @GrainStateVersion
             RETURNING version AS NewGrainStateVersion
             """),
        ("ReadFromStorageKey", $"SELECT payload AS PayloadBinary, version AS Version FROM grains WHERE {ThisGrain}"),
        ("ClearStorageKey",
            $"""
             UPDATE grains SET payload = NULL, version = version + 1 WHERE {ThisGrain} AND version = @GrainStateVersion
             RETURNING version AS NewGrainStateVersion
             """),
    ];

    /// <summary>Brings the file to this program's form; repeating it changes nothing.</summary>
    /// <exception cref="SetupException">The file was written by a newer program, or is no database, or cannot be written.</exception>
    public static void Ensure(SqliteDatabase database)
    {
        try
        {
            using var connection = database.OpenConnection();
            using var ask = connection.Command("PRAGMA user_version");
            var found = ask.Number();
            if (found > Version)
            {
                throw new SetupException(
                    $"{database.Path} was written by a newer version of JointQP (its form is {found}, this program knows up to {Version}). " +
                    "Use that version, or give another directory with --data.");
            }

            connection.Execute("PRAGMA journal_mode = WAL");
            connection.Execute("BEGIN IMMEDIATE");
            // A file without a version is new and gets the table whole.
            if (found is 1 or 2)
                connection.Execute("ALTER TABLE stages ADD COLUMN timing TEXT");
            connection.Execute(Tables);
            foreach (var (key, text) in GrainQueries)
            {
                using var put = connection.Command(
                    "INSERT INTO OrleansQuery VALUES (@key, @text) ON CONFLICT DO UPDATE SET QueryText = excluded.QueryText",
                    ("@key", key),
                    ("@text", text));
                put.ExecuteNonQuery();
            }

            connection.Execute($"PRAGMA user_version = {Version}");
            connection.Execute("COMMIT");
        }
        catch (SqliteException e)
        {
            throw new SetupException(
                $"The database {database.Path} cannot be opened: {e.Message}. " +
                "Free space or mend its permissions; if the file is damaged, move it away or give another directory with --data.",
                e);
        }
    }
}
