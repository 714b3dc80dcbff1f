using System.CommandLine;

namespace JointQP.Silo.Hosting;

/// <summary>The command line of the silo.</summary>
internal static class SiloCommand
{
    /// <param name="run">Runs a silo until it is told to stop.</param>
    /// <param name="migrate">Brings the database of a connection string to the present form.</param>
    public static RootCommand Create(Func<SiloOptions, CancellationToken, Task<int>> run, Func<string, Task<int>> migrate)
    {
        var data = new Option<string?>("--data")
        {
            Description = "The data directory: checkpoints and data sets; on one machine the database and logs too. Created when missing.",
        };
        var database = new Option<string?>("--database") { Description = "The PostgreSQL database of a cluster, as a connection string. Default: none, this silo is alone." };
        var cluster = new Option<string?>("--cluster") { Description = "The name of the cluster in that database. Default: jointqp." };
        var address = new Option<string?>("--address") { Description = "The IP address at which the cluster reaches this silo. Default: this machine's." };
        var workers = Number("--workers", "Worker processes to run on this machine.", 0);
        var program = new Option<string?>("--worker-program") { Description = "The worker, a dll or an executable." };
        var http = Number("--http-port", "Port of /metrics and /healthz; 0 picks a free one.", 9464);
        var silo = Number("--silo-port", "Port for other silos; 0 picks a free one.", 11111);
        var gateway = Number("--gateway-port", "Port for workers and consoles; 0 picks a free one.", 30000);
        var owner = new Option<int?>("--owner-pid") { Description = "Stop when the process with this id is gone." };

        var command = new RootCommand(
            "The silo of JointQP: holds the studies, hands stages to workers, serves the console. Each option may be set in the environment too (--silo-port as JOINTQP_SILO_PORT), "
                + "or in the section 'Silo' of appsettings.json in the working directory.")
        {
            data, database, cluster, address, workers, program, http, silo, gateway, owner,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            var options = new SiloOptions
            {
                DataDirectory = parsed.GetValue(data) is { Length: > 0 } folder
                    ? Path.GetFullPath(folder)
                    : throw new SetupException("The data directory is not named. Name it with --data or JOINTQP_DATA."),
                Database = parsed.GetValue(database),
                Address = parsed.GetValue(address),
                Workers = parsed.GetValue(workers),
                HttpPort = parsed.GetValue(http),
                SiloPort = parsed.GetValue(silo),
                GatewayPort = parsed.GetValue(gateway),
                OwnerProcessId = parsed.GetValue(owner),
            };
            if (parsed.GetValue(cluster) is { } name)
                options = options with { Cluster = name };
            return run(parsed.GetValue(program) is { } path ? options with { WorkerProgram = Path.GetFullPath(path) } : options, cancellationToken);
        });

        var migration = new Command("migrate", "Brings the database of a cluster to the form that this version needs. Repeating it changes nothing.") { database };
        migration.SetAction(parsed => migrate(parsed.GetValue(database) ?? throw new SetupException("The database is not named. Name it with --database or JOINTQP_DATABASE.")));
        command.Add(migration);
        return command;
    }

    private static Option<int> Number(string name, string description, int standard) =>
        new(name) { Description = description, DefaultValueFactory = _ => standard };
}
