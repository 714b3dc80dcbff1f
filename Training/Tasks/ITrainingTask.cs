using System.Collections.Immutable;
using JointQP.Studies.Words;
using JointQP.Training.Data;
using JointQP.Training.Networks;
using JointQP.Training.Plugins;
using TorchSharp;

namespace JointQP.Training.Tasks;

/// <summary>A kind of problem: it knows data, networks, losses, optimizers and metrics, and lends them as a session for one stage.</summary>
public interface ITrainingTask
{
    /// <summary>What <see cref="ITaskSession.Evaluate"/> measures, the metric that verdicts compare first; at least one.</summary>
    ImmutableArray<TaskMetric> Metrics { get; }

    /// <summary>Loads the data and builds fresh networks and optimizers, on the calling thread.</summary>
    /// <exception cref="EngineException">The spec asks for what there is not: a data set, a network, samples.</exception>
    ITaskSession Open(TaskContext context, CancellationToken ct);
}

/// <summary>What a session is opened with.</summary>
public sealed record TaskContext
{
    private readonly ImageDatasets _images;
    private readonly Plugin? _plugin;

    internal TaskContext(TrialSpec spec, string dataDirectory, torch.Device device, ImageDatasets images, Plugin? plugin, Action<string> activity) =>
        (Spec, DataDirectory, Device, _images, _plugin, Activity) = (spec, dataDirectory, device, images, plugin, activity);

    /// <summary>The trial.</summary>
    public TrialSpec Spec { get; }

    /// <summary>The network's name as its owner knows it: without <c>plugin/</c>.</summary>
    public string Network => PluginName.Bare(Spec.Network);

    /// <summary>The data set's name as its owner knows it: without <c>plugin/</c>.</summary>
    public string Dataset => PluginName.Bare(Spec.Dataset);

    /// <summary>The data directory; data sets lie in <c>datasets</c> below it.</summary>
    public string DataDirectory { get; }

    /// <summary>Where networks live.</summary>
    public torch.Device Device { get; }

    /// <summary>Hears, for people, what takes its time.</summary>
    public Action<string> Activity { get; }

    /// <summary>The trial's data set of labelled images, JointQP's or a plug-in's; loaded once in a process.</summary>
    internal ImageDataset LoadImages(CancellationToken ct) => PluginName.IsOne(Spec.Dataset)
        ? Owner(Spec.Dataset).ImagesOf(Spec.Dataset, DataDirectory, Activity, ct)
        : _images.Load(Spec.Dataset, DataDirectory, Activity, ct);

    /// <summary>A fresh classifier on the CPU, JointQP's or a plug-in's; its initial weights depend on the trial's seed alone.</summary>
    internal torch.nn.Module<torch.Tensor, torch.Tensor> CreateClassifier(ImageShape shape) => PluginName.IsOne(Spec.Network)
        ? NetworkCatalog.CreateClassifier(Owner(Spec.Network).NetworkOf(Spec.Network), shape, Spec.Seed)
        : NetworkCatalog.CreateClassifier(Spec.Network, shape, Spec.Seed);

    private Plugin Owner(string name) => _plugin ?? throw new EngineException($"'{name}' is that of a plug-in, and the trial has none.");
}

/// <summary>A number that an evaluation yields.</summary>
/// <param name="Name">Name without its split, such as <c>accuracy</c>.</param>
/// <param name="HigherIsBetter">Its direction.</param>
/// <param name="Unit">For people, such as <see cref="Fraction"/>, <c>dB</c> or <c>nats</c>.</param>
public sealed record TaskMetric(string Name, bool HigherIsBetter, string Unit)
{
    /// <summary>The unit of a number in [0, 1], whose differences are told in percentage points.</summary>
    public const string Fraction = "fraction";
}

/// <summary>A measured number under the name of its metric or loss.</summary>
public readonly record struct Measurement(string Name, double Value);

/// <summary>The parts of a data set.</summary>
public enum Split
{
    /// <summary>What networks are trained on.</summary>
    Train,

    /// <summary>What stoppers and searches see.</summary>
    Validation,

    /// <summary>What verdicts see.</summary>
    Test,
}
