using System.Collections.Immutable;
using System.Globalization;
using JointQP.Studies.Words;

namespace JointQP.Studies.Notation;

/// <summary>One operator with its strength on one target: what an ordering orders.</summary>
/// <param name="Kind">Prune or quantize.</param>
/// <param name="Strength">Sparsity in (0, 1) or bits in [2, 16].</param>
/// <param name="Target">Weights or features.</param>
public readonly record struct Operation(OperatorKind Kind, double Strength, Target Target);

/// <summary>An operator with its strength and its targets, such as <c>P0.5(w,f)</c>.</summary>
public sealed record Term
{
    /// <summary>The fewest bits of quantization.</summary>
    public const int MinimumBits = 2;

    /// <summary>The most bits of quantization.</summary>
    public const int MaximumBits = 16;

    /// <summary>
    /// The most decimals of a sparsity. With it every sparsity has exactly one short printed form, and one element in a million
    /// is as fine as a mask can be told apart (masks prune floor(s n + 1e-6) elements).
    /// </summary>
    public const int SparsityDecimals = 6;

    /// <summary>An operator on targets.</summary>
    /// <exception cref="ArgumentException">The strength is out of range, or the targets are none or repeated.</exception>
    public Term(OperatorKind kind, double strength, params ImmutableArray<Target> targets)
    {
        if (!IsStrength(kind, strength))
            throw new ArgumentException(AllowedStrength(kind) + "; found " + strength.ToString(CultureInfo.InvariantCulture), nameof(strength));
        if (targets.IsDefaultOrEmpty || targets.Distinct().Count() != targets.Length)
            throw new ArgumentException("an operator acts on w, f or both, each once", nameof(targets));
        Kind = kind;
        Strength = strength;
        Targets = targets.Sort();
    }

    /// <summary>Prune or quantize.</summary>
    public OperatorKind Kind { get; }

    /// <summary>Sparsity in (0, 1) or bits in [2, 16].</summary>
    public double Strength { get; }

    /// <summary>One or two targets, weights first.</summary>
    public ImmutableArray<Target> Targets { get; }

    /// <summary>One operation for each target.</summary>
    public IEnumerable<Operation> Operations => Targets.Select(target => new Operation(Kind, Strength, target));

    /// <inheritdoc/>
    public bool Equals(Term? other) =>
        other is not null && Kind == other.Kind && Strength.Equals(other.Strength) && Targets.SequenceEqual(other.Targets);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, Strength, Targets.Length, Targets[0]);

    /// <summary>Canonical notation: <c>P0.5(w,f)</c>.</summary>
    public override string ToString() =>
        (Kind == OperatorKind.Prune ? "P" : "Q")
        + ((decimal)Strength).ToString("0.######", CultureInfo.InvariantCulture)
        + "(" + string.Join(',', Targets.Select(target => target == Target.Weights ? "w" : "f")) + ")";

    internal static bool IsStrength(OperatorKind kind, double strength) => kind == OperatorKind.Prune
        ? strength is > 0 and < 1 && Math.Round(strength, SparsityDecimals).Equals(strength)
        : strength is >= MinimumBits and <= MaximumBits && double.IsInteger(strength);

    internal static string AllowedStrength(OperatorKind kind) => kind == OperatorKind.Prune
        ? "P takes a sparsity between 0 and 1, both excluded, with at most 6 decimals, such as P0.5"
        : "Q takes whole bits from 2 to 16, such as Q8";
}
