using System.ComponentModel.DataAnnotations;
using System.Net;
using JointQP.Grains.Interfaces.Hosting;

namespace JointQP.Silo.Hosting;

/// <summary>What the command line says, and what it leaves to the environment and the settings file.</summary>
public sealed record SiloOptions : IValidatableObject
{
    /// <summary>The data directory: checkpoints and data sets; on one machine the database and logs too. Created when missing. In a cluster, a volume that all share.</summary>
    [Required(AllowEmptyStrings = false)]
    public required string DataDirectory { get; init; }

    /// <summary>The PostgreSQL database of a cluster of several silos, as a connection string.</summary>
    /// <value>Default null: one silo on this machine, with a SQLite file in the data directory.</value>
    public string? Database { get; init; }

    /// <summary>The name of the cluster: several may share a database.</summary>
    /// <value>Default <c>jointqp</c>.</value>
    [RegularExpression("^[a-z0-9][a-z0-9._-]{0,63}$", ErrorMessage = "--cluster: allowed are small letters, digits, '.', '_' and '-', at most 64.")]
    public string Cluster { get; init; } = SiloEndpoint.ClusterId;

    /// <summary>The address at which other silos, workers and consoles reach this silo of a cluster; in Kubernetes the pod's.</summary>
    /// <value>Default null: this machine's first that is not loopback.</value>
    public string? Address { get; init; }

    /// <summary>Worker processes on this machine, each on one core.</summary>
    /// <value>Default 0.</value>
    [Range(0, 1024)]
    public int Workers { get; init; }

    /// <summary>The worker, a dll or an executable.</summary>
    /// <value>Default: where the build of this repository puts it beside this program.</value>
    public string WorkerProgram { get; init; } = DefaultWorkerProgram;

    /// <summary>Port of <c>/metrics</c> and <c>/healthz</c>; 0 picks a free one. On the loopback address; in a cluster, on all.</summary>
    /// <value>Default 9464.</value>
    [Range(0, 65535)]
    public int HttpPort { get; init; } = 9464;

    /// <summary>Port for other silos; 0 picks a free one.</summary>
    /// <value>Default 11111.</value>
    [Range(0, 65535)]
    public int SiloPort { get; init; } = 11111;

    /// <summary>Port for workers and consoles; 0 picks a free one.</summary>
    /// <value>Default 30000.</value>
    [Range(0, 65535)]
    public int GatewayPort { get; init; } = 30000;

    /// <summary>The process for whose sake this silo runs: it stops when that one is gone.</summary>
    /// <value>Default null: nobody's.</value>
    [Range(1, int.MaxValue)]
    public int? OwnerProcessId { get; init; }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Workers > 0 && Database is null && !File.Exists(WorkerProgram))
            yield return new($"The worker {WorkerProgram} does not exist. Build it, or name it with --worker-program.");
        if (Workers > 0 && Database is not null)
            yield return new("--workers: a silo of a cluster starts none; start the worker program by itself, with the same --database.");
        if (Address is not null && Database is null)
            yield return new("--address: a silo without --database listens on the loopback address only.");
        if (Address is not null && !IPAddress.TryParse(Address, out _))
            yield return new($"--address: found '{Address}', allowed is an IP address.");
        var shared = new[] { ("--http-port", HttpPort), ("--silo-port", SiloPort), ("--gateway-port", GatewayPort) }
            .Where(option => option.Item2 != 0).GroupBy(option => option.Item2, option => option.Item1).FirstOrDefault(options => options.Count() > 1);
        if (shared is not null)
            yield return new($"{string.Join(" and ", shared)}: found {shared.Key} for each; allowed is a port of its own (0 picks a free one).");
    }

    private static string DefaultWorkerProgram
    {
        get
        {
            // artifacts/bin/<project>/<configuration>/
            var here = new DirectoryInfo(AppContext.BaseDirectory);
            return Path.GetFullPath(Path.Combine(here.FullName, "..", "..", "Worker", here.Name, "JointQP.Worker.dll"));
        }
    }
}
