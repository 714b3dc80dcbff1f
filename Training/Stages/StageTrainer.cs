using JointQP.Studies.Stages;
using JointQP.Studies.Words;
using JointQP.Training.Checkpoints;
using JointQP.Training.Data;
using JointQP.Training.Devices;
using JointQP.Training.Plugins;
using JointQP.Training.Tasks;
using static TorchSharp.torch;

namespace JointQP.Training.Stages;

/// <summary>Trains stages, one after another, on the calling thread; keeps loaded data sets between them, and checkpoints where it is given a cache.</summary>
/// <remarks>
/// libtorch's random state and thread count belong to the process: one trainer in a process, and one thread that calls it.
/// </remarks>
public sealed class StageTrainer : IStageTrainer
{
    private readonly TimeProvider _time;
    private readonly ImageDatasets _images;
    private readonly CheckpointCache? _checkpoints;
    private readonly PluginStore _plugins = new();
    private readonly int _threads;

    /// <summary>A trainer on the published data sets.</summary>
    /// <param name="time">Tells when a checkpoint inside a stage is due; no result depends on it.</param>
    /// <param name="threads">
    /// Threads that libtorch computes with, at least 1; part of the numeric fingerprint. Default 1: a training per core is faster than one
    /// over several.
    /// </param>
    /// <param name="checkpoints">Keeps what stages may go on from at hand; null for none.</param>
    public StageTrainer(TimeProvider time, int threads = 1, CheckpointCache? checkpoints = null)
        : this(time, ImageDatasets.Published(time), threads, checkpoints)
    {
    }

    internal StageTrainer(TimeProvider time, ImageDatasets images, int threads = 1, CheckpointCache? checkpoints = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        (_time, _images, _threads, _checkpoints) = (time, images, threads, checkpoints);
    }

    /// <inheritdoc/>
    public StageResult Run(StageJob job, IStageObserver observer, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        RequireSettled(job);
        StageStopwatch stopwatch = new(job.Spec, job.Device, _time);
        set_num_threads(_threads);
        ConvolutionKernels.Secure();
        // Whatever a stage leaves behind, however it ends, goes here and not when the collector finds time.
        using var scope = NewDisposeScope();
        var device = TorchDevice.Parse(job.Device);
        var plugin = job.Spec.Plugin is { } reference ? _plugins.Find(reference, job.DataDirectory) : null;
        var task = plugin is null ? TaskCatalog.Find(job.Spec.Task) : new PluginTrial(plugin, plugin.TaskOf(job.Spec));
        using var session = task.Open(new TaskContext(job.Spec, job.DataDirectory, device, _images, plugin, observer.OnActivity), ct);
        if (job.Start is null && job.Spec.InitialWeights is { } weights)
            InitialWeights.Load(weights, job.DataDirectory, session);
        // A plug-in may compute convolutions by what is no weight of its networks.
        using var allowance = PluginName.IsOne(job.Spec.Network) || PluginName.IsOne(job.Spec.Task)
            ? null
            : ConvolutionKernels.AllowFor(session.Networks.Select(network => network.Module));
        using var operators = new TrialOperators(session, job.Spec);
        var result = new StageRun(job, session, operators, observer, stopwatch, _time, _checkpoints).ToEnd(ct);
        observer.OnTiming(stopwatch.Read());
        return result;
    }

    // Found before hours are spent: an operator that is never done would end the trial with another compression than was asked for.
    private static void RequireSettled(StageJob job)
    {
        var schedule = job.Spec.Schedule;
        if (job.Final && !schedule.Onsets.IsEmpty && schedule.Settled >= job.To)
            throw new TrialAuditException(
                [$"schedule '{schedule.Ordering}' settles at step {schedule.Settled}, and training ends at step {job.To}: start it earlier or train longer"]);
    }
}
