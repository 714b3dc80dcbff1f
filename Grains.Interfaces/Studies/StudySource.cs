using System.Collections.Immutable;
using JointQP.Studies.Files;
using JointQP.Studies.Planning;
using JointQP.Studies.Search;
using JointQP.Studies.Spec;

namespace JointQP.Grains.Interfaces.Studies;

/// <summary>A spec as a user wrote it, and what the files that it names held then. Together they make a plan.</summary>
/// <param name="Spec">YAML.</param>
/// <param name="Files">The contents of its files.</param>
/// <param name="Step">In place of both: what a search of the study asked for.</param>
/// <param name="Seeds">In place of all: what a study got because its primary comparison was not decided yet.</param>
[GenerateSerializer, Immutable, Alias("JointQP.StudySource")]
public sealed record StudySource([property: Id(0)] string Spec, [property: Id(1)] ImmutableArray<FileContent> Files, [property: Id(2)] SearchStep? Step = null, [property: Id(3)] SeedStep? Seeds = null)
{
    /// <summary>Of a step of a search.</summary>
    public static StudySource Of(SearchStep step) => new("", [], step);

    /// <summary>Of seeds that a study got by itself.</summary>
    public static StudySource Of(SeedStep step) => new("", [], Seeds: step);

    /// <summary>Whether the study took it by itself, so that it is no spec of a user.</summary>
    public bool IsStep => Step is not null || Seeds is not null;

    /// <summary>What the study was extended by where it did so by itself; null for a spec of a user.</summary>
    /// <param name="launched">The study as it was launched.</param>
    public StudySpec? ByItself(StudySpec launched) => Step?.Extend(launched) ?? Seeds?.Extend(launched);
}
