using System.ComponentModel.DataAnnotations;

namespace JointQP.Silo.Hosting;

/// <summary>What the command line says.</summary>
public sealed record SiloOptions
{
    /// <summary>The data directory: database, checkpoints, data sets, logs. Created when missing.</summary>
    [Required(AllowEmptyStrings = false)]
    public required string DataDirectory { get; init; }

    /// <summary>Worker processes on this machine, each on one core.</summary>
    /// <value>Default 0.</value>
    [Range(0, 1024)]
    public int Workers { get; init; }

    /// <summary>The worker, a dll or an executable.</summary>
    /// <value>Default: where the build of this repository puts it beside this program.</value>
    public string WorkerProgram { get; init; } = DefaultWorkerProgram;

    /// <summary>Port of <c>/metrics</c> and <c>/healthz</c> on the loopback address; 0 picks a free one.</summary>
    /// <value>Default 9464.</value>
    [Range(0, 65535)]
    public int HttpPort { get; init; } = 9464;

    /// <summary>Port for other silos on the loopback address; 0 picks a free one.</summary>
    /// <value>Default 11111.</value>
    [Range(0, 65535)]
    public int SiloPort { get; init; } = 11111;

    /// <summary>Port for workers and consoles on the loopback address; 0 picks a free one.</summary>
    /// <value>Default 30000.</value>
    [Range(0, 65535)]
    public int GatewayPort { get; init; } = 30000;

    /// <summary>The process for whose sake this silo runs: it stops when that one is gone.</summary>
    /// <value>Default null: nobody's.</value>
    [Range(1, int.MaxValue)]
    public int? OwnerProcessId { get; init; }

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
