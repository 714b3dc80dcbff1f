using System.CommandLine;
using System.Diagnostics;
using JointQP.Client.Hosting;
using JointQP.Client.Rendering;
using JointQP.Grains.Interfaces.Hosting;
using Spectre.Console;

namespace JointQP.Client.Commands;

/// <summary><c>jointqp db</c>: the database of a cluster.</summary>
internal static class DbCommand
{
    public static Command Create(Terminal terminal, CommonOptions options) =>
        new Verb("db", "The PostgreSQL database of a cluster of several machines",
            """
            Examples:
              jointqp db migrate
            """, exits: Exits.Local) { Migrate(terminal, options) };

    private static Verb Migrate(Terminal terminal, CommonOptions options)
    {
        var database = new Option<string?>("--database") { HelpName = "connection string", Description = $"The database. Default: ${ClusterDatabase.Variable}" };
        var migrate = new Verb("migrate",
            "Bring the database to the form that this version needs: once before the first silo starts, and once for each new version. Repeating it changes nothing",
            """
            Examples:
              jointqp db migrate
              jointqp db migrate --database "$CONNECTION_STRING"

            A password is better set in PGPASSWORD, or in the file that PGPASSFILE
            names, than in the connection string.
            """, OutputForms.All, Exits.Local.And(ExitCode.BadInput, "the database cannot be used, or a newer version has migrated it")) { database };
        migrate.SetAction((result, cancellationToken) => Migrate(options.Read(result, terminal), result.GetValue(database), cancellationToken));
        return migrate;
    }

    /// <summary>The silo's program has the migrations, since it lives by what they make.</summary>
    private static async Task<int> Migrate(Call call, string? given, CancellationToken cancellationToken)
    {
        var database = given ?? call.Terminal.Environment(ClusterDatabase.Variable);
        if (string.IsNullOrWhiteSpace(database))
            throw new ConsoleException(ExitCode.BadInput, $"no database is named; name it with --database or {ClusterDatabase.Variable}, such as '{ClusterDatabase.Example}'");
        var start = new ProcessStartInfo(SiloProgram.DotNet(), [SiloProgram.Find(AppContext.BaseDirectory, call.Terminal.Environment), "migrate"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        // Not on a command line, which others on the machine can read.
        start.Environment[ClusterDatabase.Variable] = database;
        using var silo = Process.Start(start)!;
        var said = silo.StandardOutput.ReadToEndAsync(cancellationToken);
        var complained = silo.StandardError.ReadToEndAsync(cancellationToken);
        await silo.WaitForExitAsync(cancellationToken);
        if (silo.ExitCode != 0)
            throw new ConsoleException(ExitCode.BadInput, (await complained).Trim());
        call.Print(new MigrationReport((await said).Trim()), report => new Text(report.Done), MigrationReport.Rows);
        return ExitCode.Ok;
    }

    /// <param name="Done">What was done.</param>
    private sealed record MigrationReport(string Done)
    {
        public static CsvTable Rows(MigrationReport report) => CsvTable.Of([report], new Column<MigrationReport>("done", r => r.Done));
    }
}
