using System.Collections.Immutable;

namespace JointQP.Training.Tasks.Classification;

/// <summary>Images to classes: one network, cross entropy, accuracy as a fraction in [0, 1].</summary>
internal sealed class ClassificationTask : ITrainingTask
{
    public ImmutableArray<TaskMetric> Metrics { get; } =
        [new("accuracy", HigherIsBetter: true, TaskMetric.Fraction), new("loss", HigherIsBetter: false, "nats")];

    public ITaskSession Open(TaskContext context, CancellationToken ct)
    {
        return new ClassificationSession(context, context.LoadImages(ct));
    }
}
