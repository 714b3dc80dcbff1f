using System.Collections.Immutable;

namespace JointQP.Training.Tasks.Classification;

/// <summary>Images to classes: one network, cross entropy, accuracy as a fraction in [0, 1].</summary>
internal sealed class ClassificationTask : ITrainingTask
{
    public ImmutableArray<TaskMetric> Metrics { get; } =
        [new("accuracy", HigherIsBetter: true, "fraction"), new("loss", HigherIsBetter: false, "nats")];

    public ITaskSession Open(TaskContext context, CancellationToken ct)
    {
        var spec = context.Spec;
        var data = context.Images.Load(spec.Dataset, context.DataDirectory, context.Activity, ct);
        return new ClassificationSession(spec, data, context.Device);
    }
}
