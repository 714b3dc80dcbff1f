using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Orleans;

namespace JointQP.Studies.Words;

/// <summary>An ordering with its onsets: which operator starts on which target at which step.</summary>
/// <param name="Ordering">The ordering in canonical notation, such as <c>P0.5(w,f) -> Q8(w,f)</c>, or <c>float</c>.</param>
/// <param name="Onsets">One entry for each operator and target, sorted by start, pruning before quantization in the same step.</param>
[GenerateSerializer, Immutable, Alias("JointQP.Schedule")]
public sealed record Schedule(
    [property: Id(0)] string Ordering,
    [property: Id(1)] ImmutableArray<Onset> Onsets)
{
    /// <summary>Training without any operator.</summary>
    public static Schedule Float { get; } = new("float", []);

    /// <summary>The step from which no operator changes any more; 0 for <c>float</c>.</summary>
    [JsonIgnore]
    public long Settled => Onsets.IsEmpty ? 0 : Onsets.Max(o => o.Settled);

    /// <summary>The onset of an operator on a target, or null when the schedule has none.</summary>
    public Onset? Find(OperatorKind kind, Target target) => Onsets.FirstOrDefault(o => o.Kind == kind && o.Target == target);

    /// <inheritdoc/>
    public bool Equals(Schedule? other) => other is not null && Ordering == other.Ordering && Onsets.SequenceEqual(other.Onsets);

    /// <inheritdoc/>
    public override int GetHashCode() => Onsets.Aggregate(Ordering.GetHashCode(StringComparison.Ordinal), HashCode.Combine);
}
