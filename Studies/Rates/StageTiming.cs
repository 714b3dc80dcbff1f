using System.Collections.Immutable;
using Orleans;

namespace JointQP.Studies.Rates;

/// <summary>
/// What the time of an attempt went to, from opening its network to its last checkpoint. It is that of the attempt that ended the stage: what
/// earlier ones trained before they were lost or gave the stage back is not in it. No result depends on it.
/// </summary>
/// <param name="Device">The kind of device, <c>cpu</c> or <c>cuda</c>.</param>
/// <param name="Steps">Training steps by kind.</param>
/// <param name="Evaluations">Evaluations by what was in force and by the size of their split.</param>
/// <param name="Overhead">Seconds of all else: data and network opened, a checkpoint restored, checkpoints written.</param>
[GenerateSerializer, Immutable, Alias("JointQP.StageTiming")]
public sealed record StageTiming(
    [property: Id(0)] string Device,
    [property: Id(1)] ImmutableArray<StepTiming> Steps,
    [property: Id(2)] ImmutableArray<EvaluationTiming> Evaluations,
    [property: Id(3)] double Overhead)
{
    /// <summary>Everything together, in seconds.</summary>
    public double Total() => Steps.Sum(steps => steps.Seconds) + Evaluations.Sum(evaluations => evaluations.Seconds) + Overhead;

    /// <inheritdoc/>
    public bool Equals(StageTiming? other) =>
        other is not null && Device == other.Device && Overhead.Equals(other.Overhead)
        && Steps.SequenceEqual(other.Steps) && Evaluations.SequenceEqual(other.Evaluations);

    /// <inheritdoc/>
    public override int GetHashCode() => Steps.Aggregate(HashCode.Combine(Device, Overhead, Evaluations.Length), HashCode.Combine);
}

/// <summary>Steps of one kind.</summary>
/// <param name="Kind">As <see cref="StepKinds"/> writes it.</param>
/// <param name="Count">How many.</param>
/// <param name="Seconds">All of them together.</param>
[GenerateSerializer, Immutable, Alias("JointQP.StepTiming")]
public sealed record StepTiming([property: Id(0)] string Kind, [property: Id(1)] long Count, [property: Id(2)] double Seconds);

/// <summary>Evaluations of one split size.</summary>
/// <param name="Kind">What was in force, as <see cref="StepKinds.After"/> writes it.</param>
/// <param name="Samples">Samples of the split.</param>
/// <param name="Count">How many.</param>
/// <param name="Seconds">All of them together.</param>
[GenerateSerializer, Immutable, Alias("JointQP.EvaluationTiming")]
public sealed record EvaluationTiming(
    [property: Id(0)] string Kind, [property: Id(1)] int Samples, [property: Id(2)] long Count, [property: Id(3)] double Seconds);
