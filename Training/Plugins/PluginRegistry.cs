using JointQP.Training.Data;
using JointQP.Training.Networks;
using JointQP.Training.Tasks;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace JointQP.Training.Plugins;

/// <summary>What a plug-in brings. A spec calls each <c>plugin/NAME</c>; a name is 1 to 64 of a-z, 0-9, '-', '_' and '.', once for each kind.</summary>
public sealed class PluginRegistry
{
    private readonly Dictionary<string, Func<ImageShape, Module<Tensor, Tensor>>> _networks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PluginTask> _tasks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IDataSource> _datasets = new(StringComparer.Ordinal);

    internal PluginRegistry()
    {
    }

    internal IReadOnlyDictionary<string, Func<ImageShape, Module<Tensor, Tensor>>> Networks => _networks;

    internal IReadOnlyDictionary<string, PluginTask> Tasks => _tasks;

    internal IReadOnlyDictionary<string, IDataSource> Datasets => _datasets;

    /// <summary>A network for task <c>classification</c>.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="create">
    /// Makes a fresh one on the CPU. Input [batch, channels, height, width] float32 in [0, 1], output logits [batch, classes]. libtorch's
    /// generator is seeded just before, so the initializers of TorchSharp's layers may draw from it. <c>forward</c> calls layers by
    /// <c>call</c>, not by <c>forward</c>: operators attach to the calls.
    /// </param>
    public void AddNetwork(string name, Func<ImageShape, Module<Tensor, Tensor>> create) => Add(_networks, "network", name, create);

    /// <summary>A data set of labelled images for task <c>classification</c>, under its <see cref="IDataSource.Name"/>.</summary>
    public void AddDataset(IDataSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        Add(_datasets, "data set", source.Name, source);
    }

    /// <summary>A kind of problem of its own.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="task">What opens its sessions.</param>
    /// <param name="networks">The names of networks that it knows, at least one; a trial with another never gets to it.</param>
    /// <param name="datasets">The names of data sets that it knows, at least one.</param>
    public void AddTask(string name, ITrainingTask task, IReadOnlyCollection<string> networks, IReadOnlyCollection<string> datasets)
    {
        ArgumentNullException.ThrowIfNull(task);
        Add(_tasks, "task", name, new PluginTask(task, networks, datasets));
    }

    private static void Add<T>(Dictionary<string, T> entries, string kind, string name, T value)
    {
        if (!Studies.Words.StudyName.IsValid(name))
            throw new EngineException($"It calls a {kind} '{name}'; allowed: {Studies.Words.StudyName.Rule}.");
        if (!entries.TryAdd(name, value))
            throw new EngineException($"It has two {kind}s called '{name}'; give one of them another name.");
    }
}

/// <summary>A task of a plug-in and what it can be asked for.</summary>
internal sealed record PluginTask(ITrainingTask Task, IReadOnlyCollection<string> Networks, IReadOnlyCollection<string> Datasets);
