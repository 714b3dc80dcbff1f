using System.Collections.Immutable;
using JointQP.Studies.Analysis;
using JointQP.Studies.Analysis.Verdicts;

namespace JointQP.Studies.Spec;

/// <summary>The names a spec may use. The engine registers what stands behind each; a test holds the two against each other.</summary>
/// <param name="Tasks">Kinds of problem.</param>
/// <param name="Datasets">Data sets.</param>
/// <param name="Networks">Names of networks.</param>
public sealed record Vocabulary(
    ImmutableArray<TaskEntry> Tasks,
    ImmutableArray<DatasetEntry> Datasets,
    ImmutableArray<string> Networks)
{
    /// <summary>What this version knows.</summary>
    public static Vocabulary Default { get; } = new(
        [new TaskEntry("classification", new VerdictMetric("test/accuracy", HigherIsBetter: true, IsFraction: true), NetworkKind.Discriminative)],
        [
            new DatasetEntry("fashion-mnist", "classification", 60_000, 10_000),
            new DatasetEntry("fashion-mnist-sample", "classification", 640, 256),
        ],
        ["convnet", "mlp", "mnist-net"]);

    /// <summary>The metric that verdicts of a task see.</summary>
    /// <exception cref="ArgumentException">The task is unknown; a parsed spec names only known ones.</exception>
    public VerdictMetric MetricOf(string task) =>
        Tasks.FirstOrDefault(entry => entry.Name == task)?.Metric
        ?? throw new ArgumentException($"unknown task '{task}'; allowed: {string.Join(", ", Tasks.Select(entry => entry.Name))}", nameof(task));
}

/// <summary>A kind of problem.</summary>
/// <param name="Name">Such as <c>classification</c>.</param>
/// <param name="Metric">What its verdicts see.</param>
/// <param name="Kind">What its networks are trained for.</param>
public sealed record TaskEntry(string Name, VerdictMetric Metric, NetworkKind Kind);

/// <summary>A data set.</summary>
/// <param name="Name">Such as <c>fashion-mnist</c>.</param>
/// <param name="Task">The task an experiment has unless it names one; the only one it can have so far.</param>
/// <param name="TrainMaximum">Samples in its training part, which train and validation share.</param>
/// <param name="TestMaximum">Samples in its test part.</param>
public sealed record DatasetEntry(string Name, string Task, int TrainMaximum, int TestMaximum);
