using System.ComponentModel.DataAnnotations;

namespace JointQP.Worker;

/// <summary>What a worker is told when it is started.</summary>
internal sealed class WorkerOptions
{
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

    /// <summary>The folder in which a study's checkpoints lie.</summary>
    public string CheckpointFolder(string study) => Grains.Interfaces.Hosting.CheckpointFolder.Of(DataDirectory, study);
}
