using JointQP.Studies.Words;
using JointQP.Training.Data;
using JointQP.Training.Networks;
using JointQP.Training.Tasks;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace JointQP.Training.Plugins;

/// <summary>A loaded plug-in.</summary>
/// <param name="Name">Its assembly's name, for people.</param>
/// <param name="Hash">Of its content.</param>
/// <param name="Registry">What it brings.</param>
internal sealed record Plugin(string Name, string Hash, PluginRegistry Registry)
{
    private readonly Dictionary<string, ImageDataset> _images = new(StringComparer.Ordinal);

    /// <summary>The task of a trial: one of the plug-in's, whose names and verdict are checked, or one of JointQP's.</summary>
    /// <exception cref="EngineException">The spec asks for what the plug-in has not, or says another verdict than the task's.</exception>
    public ITrainingTask TaskOf(TrialSpec spec)
    {
        if (!PluginName.IsOne(spec.Task))
            return TaskCatalog.Find(spec.Task);
        var found = Find(Registry.Tasks, "task", spec.Task);
        Require(spec.Network, "network", spec.Task, found.Networks);
        Require(spec.Dataset, "data set", spec.Task, found.Datasets);
        RequireVerdict(spec, found.Task);
        return found.Task;
    }

    /// <summary>A fresh network for classification.</summary>
    public Func<ImageShape, Module<Tensor, Tensor>> NetworkOf(string name) => Find(Registry.Networks, "network", name);

    /// <summary>A data set for classification, loaded once in a process.</summary>
    public ImageDataset ImagesOf(string name, string dataDirectory, Action<string> activity, CancellationToken ct)
    {
        if (!_images.TryGetValue(name, out var data))
        {
            var (train, test) = Find(Registry.Datasets, "data set", name).Load(dataDirectory, activity, ct);
            _images[name] = data = new ImageDataset(name, train, test);
        }

        return data;
    }

    private T Find<T>(IReadOnlyDictionary<string, T> entries, string kind, string name) => entries.TryGetValue(PluginName.Bare(name), out var found)
        ? found
        : throw new EngineException($"Plug-in '{Name}' has no {kind} '{PluginName.Bare(name)}'; {What(kind, entries.Keys)}.");

    private void Require(string name, string kind, string task, IReadOnlyCollection<string> known)
    {
        if (!PluginName.IsOne(name) || !known.Contains(PluginName.Bare(name), StringComparer.Ordinal))
            throw new EngineException($"Task '{task}' of plug-in '{Name}' has no {kind} '{name}'; {What(kind, known)}.");
    }

    private void RequireVerdict(TrialSpec spec, ITrainingTask task)
    {
        var metric = task.Metrics.FirstOrDefault();
        var right = metric is null
            ? throw new EngineException($"Task '{spec.Task}' of plug-in '{Name}' has no metrics; give it one that verdicts can compare.")
            : new Studies.Analysis.VerdictMetric("test/" + metric.Name, metric.HigherIsBetter, metric.Unit == TaskMetric.Fraction);
        if (spec.Metric != right)
            throw new EngineException(
                $"Task '{spec.Task}' of plug-in '{Name}' is judged by {Text(right)}, and the spec says {(spec.Metric is null ? "nothing" : Text(spec.Metric))}; correct the spec's task.");
    }

    private static string Text(Studies.Analysis.VerdictMetric metric) =>
        $"metric: {metric.Name}, higher-is-better: {Word(metric.HigherIsBetter)}, fraction: {Word(metric.IsFraction)}";

    private static string Word(bool value) => value ? "true" : "false";

    private static string What(string kind, IEnumerable<string> names) =>
        names.Order(StringComparer.Ordinal).Select(name => PluginName.Prefix + name).ToList() is { Count: > 0 } there ? $"there is: {string.Join(", ", there)}" : $"it has no {kind} at all";
}
