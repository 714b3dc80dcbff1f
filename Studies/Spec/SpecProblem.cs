using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace JointQP.Studies.Spec;

/// <summary>One thing wrong with a spec.</summary>
/// <param name="Line">Line in the text, from 1.</param>
/// <param name="Column">Column in the line, from 1.</param>
/// <param name="Message">What was found and what is allowed.</param>
public sealed record SpecProblem(int Line, int Column, string Message)
{
    /// <summary>As it is shown to people.</summary>
    public override string ToString() => $"line {Line}, column {Column}: {Message}";
}

/// <summary>A spec, or all that is wrong with it.</summary>
/// <param name="Spec">The study; null when there are problems.</param>
/// <param name="Problems">Sorted by place; empty when there is a study.</param>
public sealed record SpecResult(StudySpec? Spec, ImmutableArray<SpecProblem> Problems)
{
    /// <summary>Whether there is a study.</summary>
    [MemberNotNullWhen(true, nameof(Spec))]
    public bool IsValid => Spec is not null;
}
