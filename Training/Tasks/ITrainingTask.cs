using System.Collections.Immutable;
using JointQP.Studies.Words;
using JointQP.Training.Data;
using TorchSharp;

namespace JointQP.Training.Tasks;

/// <summary>A kind of problem: it knows data, networks, losses, optimizers and metrics, and lends them as a session for one stage.</summary>
internal interface ITrainingTask
{
    /// <summary>What <see cref="ITaskSession.Evaluate"/> measures, the metric that verdicts compare first.</summary>
    ImmutableArray<TaskMetric> Metrics { get; }

    /// <summary>Loads the data and builds fresh networks and optimizers, on the calling thread.</summary>
    /// <exception cref="EngineException">The spec asks for what there is not: a data set, a network, samples.</exception>
    ITaskSession Open(TaskContext context, CancellationToken ct);
}

/// <summary>What a session is opened with.</summary>
/// <param name="Spec">The trial.</param>
/// <param name="DataDirectory">The data directory; data sets lie in <c>datasets</c> below it.</param>
/// <param name="Device">Where networks live.</param>
/// <param name="Images">Image data sets, loaded once in a process.</param>
/// <param name="Activity">Hears what takes its time.</param>
internal sealed record TaskContext(TrialSpec Spec, string DataDirectory, torch.Device Device, ImageDatasets Images, Action<string> Activity);

/// <summary>A number that an evaluation yields.</summary>
/// <param name="Name">Name without its split, such as <c>accuracy</c>.</param>
/// <param name="HigherIsBetter">Its direction.</param>
/// <param name="Unit">For people, such as <c>fraction</c>, <c>dB</c> or <c>nats</c>.</param>
internal sealed record TaskMetric(string Name, bool HigherIsBetter, string Unit);

/// <summary>A measured number under the name of its metric or loss.</summary>
internal readonly record struct Measurement(string Name, double Value);

/// <summary>The parts of a data set.</summary>
internal enum Split
{
    /// <summary>What networks are trained on.</summary>
    Train,

    /// <summary>What stoppers and searches see.</summary>
    Validation,

    /// <summary>What verdicts see.</summary>
    Test,
}
