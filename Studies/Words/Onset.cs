using System.Text.Json.Serialization;
using Orleans;

namespace JointQP.Studies.Words;

/// <summary>When one operator acts on one target, in training steps counted from 0.</summary>
/// <param name="Kind">Prune or quantize.</param>
/// <param name="Target">Weights or features.</param>
/// <param name="Strength">Sparsity in (0, 1) for pruning; bits in [2, 16] for quantization.</param>
/// <param name="Start">
/// The step of introduction. Quantization fixes its decimal bits in this step and quantizes from it on; pruning ramps from it,
/// its first mask one <paramref name="Interval"/> later (paper, delayed quantization; Zhu and Gupta 2017).
/// </param>
/// <param name="Interval">Pruning only: steps between two masks; at least 1. 0 for quantization.</param>
/// <param name="Times">Pruning only: how many masks the ramp has; at least 1. 0 for quantization.</param>
[GenerateSerializer, Immutable, Alias("JointQP.Onset")]
public sealed record Onset(
    [property: Id(0)] OperatorKind Kind,
    [property: Id(1)] Target Target,
    [property: Id(2)] double Strength,
    [property: Id(3)] long Start,
    [property: Id(4)] long Interval = 0,
    [property: Id(5)] int Times = 0)
{
    /// <summary>The step from which nothing about the operator changes any more: the last mask, or the start of quantization.</summary>
    [JsonIgnore]
    public long Settled => Kind == OperatorKind.Prune ? Start + (Interval * Times) : Start;
}
