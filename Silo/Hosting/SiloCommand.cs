using System.CommandLine;

namespace JointQP.Silo.Hosting;

/// <summary>The command line of the silo.</summary>
internal static class SiloCommand
{
    public static RootCommand Create(Func<SiloOptions, CancellationToken, Task<int>> run)
    {
        var data = new Option<string>("--data")
        {
            Description = "The data directory: database, checkpoints, data sets, logs. Created when missing.",
            Required = true,
        };
        var workers = Number("--workers", "Worker processes to run on this machine.", 0);
        var program = new Option<string?>("--worker-program") { Description = "The worker, a dll or an executable." };
        var http = Number("--http-port", "Port of /metrics and /healthz on the loopback address; 0 picks a free one.", 9464);
        var silo = Number("--silo-port", "Port for other silos on the loopback address; 0 picks a free one.", 11111);
        var gateway = Number("--gateway-port", "Port for workers and consoles on the loopback address; 0 picks a free one.", 30000);
        var owner = new Option<int?>("--owner-pid") { Description = "Stop when the process with this id is gone." };

        var command = new RootCommand("The silo of JointQP: holds the studies, hands stages to workers, serves the console.")
        {
            data, workers, program, http, silo, gateway, owner,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            var options = new SiloOptions
            {
                DataDirectory = Path.GetFullPath(parsed.GetRequiredValue(data)),
                Workers = parsed.GetValue(workers),
                HttpPort = parsed.GetValue(http),
                SiloPort = parsed.GetValue(silo),
                GatewayPort = parsed.GetValue(gateway),
                OwnerProcessId = parsed.GetValue(owner),
            };
            return run(parsed.GetValue(program) is { } path ? options with { WorkerProgram = Path.GetFullPath(path) } : options, cancellationToken);
        });
        return command;
    }

    private static Option<int> Number(string name, string description, int standard) =>
        new(name) { Description = description, DefaultValueFactory = _ => standard };
}
