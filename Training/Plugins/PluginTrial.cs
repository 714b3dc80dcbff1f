using System.Collections.Immutable;
using JointQP.Training.Checkpoints;
using JointQP.Training.Data;
using JointQP.Training.Tasks;

namespace JointQP.Training.Plugins;

/// <summary>A trial in which a plug-in's code runs: what it throws ends the trial, with the plug-in's name, whatever it is.</summary>
internal sealed class PluginTrial(Plugin plugin, ITrainingTask task) : ITrainingTask
{
    public ImmutableArray<TaskMetric> Metrics => task.Metrics;

    public ITaskSession Open(TaskContext context, CancellationToken ct) =>
        new Session(this, Guard("when it was opened", () => task.Open(context, ct), ct));

    private T Guard<T>(string when, Func<T> work, CancellationToken ct)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (!IsOurs(e, ct))
        {
            // Also a cancellation that nobody asked for: passed on, it would be taken for a lost lease and tried for ever.
            throw new EngineException(e is EngineException
                ? $"With plug-in '{plugin.Name}': {e.Message}"
                : $"Plug-in '{plugin.Name}' failed {when}: {e.GetType().Name}: {e.Message}", e);
        }
    }

    private static bool IsOurs(Exception e, CancellationToken ct) =>
        e is DatasetException or CheckpointException || (e is OperationCanceledException && ct.IsCancellationRequested);

    private sealed class Session(PluginTrial trial, ITaskSession inner) : ITaskSession
    {
        public IReadOnlyList<TaskNetwork> Networks => inner.Networks;

        public IReadOnlyList<TaskOptimizer> Optimizers => inner.Optimizers;

        public IReadOnlyList<Measurement> Step(long step) => trial.Guard($"in step {step}", () => inner.Step(step), CancellationToken.None);

        public IReadOnlyList<Measurement> Evaluate(Split split, CancellationToken ct) =>
            trial.Guard($"when it evaluated the {split.ToString().ToLowerInvariant()} split", () => inner.Evaluate(split, ct), ct);

        public void Dispose() => trial.Guard("when it was closed", () =>
        {
            inner.Dispose();
            return true;
        }, CancellationToken.None);
    }
}
