using System.Collections.Immutable;
using JointQP.Training.Tasks;

namespace DenoisePlugin;

/// <summary>Noisy image to clean image, judged by the mean squared error: less is better.</summary>
internal sealed class DenoiseTask : ITrainingTask
{
    public ImmutableArray<TaskMetric> Metrics { get; } = [new("mse", HigherIsBetter: false, "squared brightness")];

    public ITaskSession Open(TaskContext context, CancellationToken ct) => new DenoiseSession(context.Spec, context.Device);
}
