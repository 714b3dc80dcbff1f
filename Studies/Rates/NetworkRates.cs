using System.Collections.Immutable;
using JointQP.Studies.Words;

namespace JointQP.Studies.Rates;

/// <summary>What decides a step's time besides its kind.</summary>
/// <param name="Device">The kind of device, <c>cpu</c> or <c>cuda</c>.</param>
/// <param name="Task">The kind of problem.</param>
/// <param name="Network">The network.</param>
/// <param name="Dataset">The data set: the size of its images decides.</param>
/// <param name="Batch">Samples in a step.</param>
/// <param name="Plugin">The hash of the plug-in that one of them is from; null when all are JointQP's own.</param>
public sealed record RateKey(string Device, string Task, string Network, string Dataset, int Batch, string? Plugin)
{
    /// <summary>The key of a trial's steps.</summary>
    public static RateKey Of(TrialSpec spec, string device)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return new(device, spec.Task, spec.Network, spec.Dataset, spec.Training.Batch, spec.Plugin?.Hash);
    }
}

/// <summary>Seconds of a step of one kind.</summary>
public sealed record StepRate(string Kind, Rate Rate);

/// <summary>Seconds of an evaluation of a split of some size, with what is in force.</summary>
public sealed record EvaluationRate(string Kind, int Samples, Rate Rate);

/// <summary>The size of a checkpoint, by what is in force.</summary>
public sealed record CheckpointSize(string Kind, long Bytes);

/// <summary>What was measured of one network.</summary>
/// <param name="Key">Which.</param>
/// <param name="Steps">By kind, in ordinal order.</param>
/// <param name="Evaluations">By kind and size.</param>
/// <param name="Overheads">Seconds of the other work of the latest stages; the median counts, so that one that fetched its data does not.</param>
/// <param name="Checkpoints">By what is in force.</param>
public sealed record NetworkRates(
    RateKey Key,
    ImmutableArray<StepRate> Steps,
    ImmutableArray<EvaluationRate> Evaluations,
    ImmutableArray<double> Overheads,
    ImmutableArray<CheckpointSize> Checkpoints)
{
    private const double MostSteps = 4000;
    private const double MostEvaluations = 100;
    private const int MostOverheads = 25;

    /// <summary>Nothing measured yet.</summary>
    public static NetworkRates None(RateKey key) => new(key, [], [], [], []);

    /// <summary>With what a stage took.</summary>
    /// <param name="timing">Its time.</param>
    /// <param name="kind">What is in force at its end.</param>
    /// <param name="bytes">The size of the checkpoint at its end.</param>
    public NetworkRates Add(StageTiming timing, string kind, long bytes)
    {
        ArgumentNullException.ThrowIfNull(timing);
        var steps = Steps.ToDictionary(step => step.Kind, step => step.Rate);
        foreach (var (name, count, seconds) in timing.Steps.Where(steps => steps.Count > 0))
            steps[name] = steps.GetValueOrDefault(name).Add(count, seconds, MostSteps);
        var evaluations = Evaluations.ToDictionary(evaluation => (evaluation.Kind, evaluation.Samples), evaluation => evaluation.Rate);
        foreach (var (name, samples, count, seconds) in timing.Evaluations.Where(evaluations => evaluations.Count > 0))
            evaluations[(name, samples)] = evaluations.GetValueOrDefault((name, samples)).Add(count, seconds, MostEvaluations);
        return this with
        {
            Steps = [.. steps.Select(step => new StepRate(step.Key, step.Value)).OrderBy(step => step.Kind, StringComparer.Ordinal)],
            Evaluations =
            [
                .. evaluations.Select(evaluation => new EvaluationRate(evaluation.Key.Kind, evaluation.Key.Samples, evaluation.Value))
                    .OrderBy(evaluation => evaluation.Kind, StringComparer.Ordinal).ThenBy(evaluation => evaluation.Samples),
            ],
            Overheads = [.. Overheads.Append(timing.Overhead).TakeLast(MostOverheads)],
            Checkpoints =
            [
                .. Checkpoints.Where(size => size.Kind != kind).Append(new(kind, bytes)).OrderBy(size => size.Kind, StringComparer.Ordinal),
            ],
        };
    }

    internal bool IsSound =>
        Key is { Device: not null, Task: not null, Network: not null, Dataset: not null, Batch: > 0 }
        && !Steps.IsDefault && Steps.All(step => step is { Kind: not null, Rate.IsSound: true })
        && !Evaluations.IsDefault && Evaluations.All(evaluation => evaluation is { Kind: not null, Samples: > 0, Rate.IsSound: true })
        && !Overheads.IsDefault && Overheads.All(overhead => double.IsFinite(overhead) && overhead >= 0)
        && !Checkpoints.IsDefault && Checkpoints.All(size => size is { Kind: not null, Bytes: >= 0 });
}
