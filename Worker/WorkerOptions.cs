using System.ComponentModel.DataAnnotations;
using JointQP.Training.Checkpoints;

namespace JointQP.Worker;

/// <summary>What a worker is told when it is started.</summary>
internal sealed class WorkerOptions
{
    /// <summary>How many checkpoints are kept in memory at most: far more than an ask for work may name, since the study may have others in mind.</summary>
    public const int CheckpointsInMemory = 64;

    private const long Mebibyte = 1 << 20;

    /// <summary>The slot's name, unique in the cluster.</summary>
    [Required, RegularExpression("^[a-z0-9][a-z0-9._-]{0,63}$")]
    public required string Slot { get; init; }

    /// <summary>The Orleans gateway on the loopback address.</summary>
    [Range(1, 65535)]
    public required int GatewayPort { get; init; }

    /// <summary>The data directory: data sets and checkpoints.</summary>
    [Required]
    public required string DataDirectory { get; init; }

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

    /// <summary>After how long without an answer from the silo the worker ends.</summary>
    /// <value>Default 10 seconds.</value>
    public TimeSpan SiloTimeout { get; init; } = TimeSpan.FromSeconds(10);

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

    /// <summary>The folder in which a study's checkpoints lie.</summary>
    public string CheckpointFolder(string study) => Grains.Interfaces.Hosting.CheckpointFolder.Of(DataDirectory, study);
}
