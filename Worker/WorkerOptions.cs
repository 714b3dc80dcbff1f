using System.ComponentModel.DataAnnotations;
using JointQP.Grains.Interfaces.Hosting;
using JointQP.Training.Checkpoints;

namespace JointQP.Worker;

/// <summary>What a worker is told when it is started.</summary>
internal sealed class WorkerOptions : IValidatableObject
{
    /// <summary>How many checkpoints are kept in memory at most: far more than an ask for work may name, since the study may have others in mind.</summary>
    public const int CheckpointsInMemory = 64;

    private const long Mebibyte = 1 << 20;

    /// <summary>The slot's name, unique in the cluster.</summary>
    /// <value>Default this machine's name, which in Kubernetes is the pod's.</value>
    [Required, RegularExpression("^[a-z0-9][a-z0-9._-]{0,63}$", ErrorMessage = "--slot: allowed are small letters, digits, '.', '_' and '-', at most 64.")]
    public string Slot { get; init; } = Environment.MachineName.ToLowerInvariant();

    /// <summary>The Orleans gateway of a silo on this machine.</summary>
    /// <value>Default none: a cluster's database tells.</value>
    [Range(1, 65535)]
    public int? GatewayPort { get; init; }

    /// <summary>The PostgreSQL database through which the silos of a cluster are found, as a connection string.</summary>
    /// <value>Default none: the silo is on this machine.</value>
    public string? Database { get; init; }

    /// <summary>The name of the cluster in that database.</summary>
    /// <value>Default <c>jointqp</c>.</value>
    [Required]
    public string Cluster { get; init; } = SiloEndpoint.ClusterId;

    /// <summary>The data directory: data sets and checkpoints.</summary>
    [Required(ErrorMessage = "The data directory is not named. Name it with --data or JOINTQP_DATA.")]
    public string DataDirectory { get; init; } = "";

    /// <summary><c>cpu</c> or <c>cuda:N</c>.</summary>
    /// <value>Default <c>cpu</c>.</value>
    [Required]
    public string Device { get; init; } = "cpu";

    /// <summary>Torch threads. Part of a result's identity: 1 and 2 threads give different bits.</summary>
    /// <value>Default 1.</value>
    [Range(1, 256)]
    public int Threads { get; init; } = 1;

    /// <summary>MiB of memory for the checkpoints that the worker wrote or read last: a stage that goes on from one reads no file. 0 for none.</summary>
    /// <value>Default 256: hundreds of checkpoints of <c>convnet</c>, of which <see cref="CheckpointsInMemory"/> are kept.</value>
    [Range(0, 1 << 20)]
    public int CheckpointMemory { get; init; } = 256;

    /// <summary>A folder on a disk of the machine's own for copies of checkpoints, for where the data directory is a volume far away.</summary>
    /// <value>Default none.</value>
    public string? CheckpointCacheFolder { get; init; }

    /// <summary>MiB that the copies in <see cref="CheckpointCacheFolder"/> may take.</summary>
    /// <value>Default 4096.</value>
    [Range(1, 1 << 24)]
    public int CheckpointCacheSize { get; init; } = 4096;

    /// <summary>After how many seconds without an answer from a silo the worker ends; 0 for never.</summary>
    /// <value>Default 10; in a cluster 0, where silos come back and go on elsewhere.</value>
    [Range(0.0, 1e6)]
    public double? SiloTimeoutSeconds { get; init; }

    /// <summary>The same as a time.</summary>
    public TimeSpan SiloTimeout => (SiloTimeoutSeconds ?? (Database is null ? 10 : 0)) is > 0 and var seconds ? TimeSpan.FromSeconds(seconds) : TimeSpan.MaxValue;

    /// <summary>How many seconds the worker takes at most to leave a checkpoint and give its stage back when it is told to stop.</summary>
    /// <value>Default 6: less than a local silo waits for it, and a fifth of what Kubernetes does.</value>
    [Range(0.1, 3600.0)]
    public double GraceSeconds { get; init; } = 6;

    /// <summary>The same as a time.</summary>
    public TimeSpan Grace => TimeSpan.FromSeconds(GraceSeconds);

    /// <summary>A file that is touched whenever a silo has answered, for probes.</summary>
    /// <value>Default none.</value>
    public string? HealthFile { get; init; }

    /// <summary>For people: what the worker connects to.</summary>
    public string Silos => Database is null ? $"a silo on port {GatewayPort}" : $"a silo of cluster {Cluster}";

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (GatewayPort is null == Database is null)
            yield return new ValidationResult("Name either the silo on this machine with --gateway-port, or the cluster's database with --database or JOINTQP_DATABASE.");
    }

    /// <summary>Checks every annotated range.</summary>
    /// <exception cref="ValidationException">Says which value is wrong.</exception>
    public WorkerOptions Validated()
    {
        Validator.ValidateObject(this, new ValidationContext(this), validateAllProperties: true);
        return this;
    }

    /// <summary>The checkpoints at hand.</summary>
    public CheckpointCache CreateCheckpointCache(TimeProvider time) => new(
        CheckpointMemory * Mebibyte,
        CheckpointsInMemory,
        CheckpointCacheFolder is null ? null : new Training.Checkpoints.CheckpointCacheFolder(CheckpointCacheFolder, CheckpointCacheSize * Mebibyte, time));

    /// <summary>Where a study's checkpoints are kept: a folder of the data directory.</summary>
    public ICheckpointFiles Checkpoints(string study) => new FolderFiles(CheckpointFolder.Of(DataDirectory, study));
}
