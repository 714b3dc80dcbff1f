using System.Collections.Immutable;
using JointQP.Studies.Files;
using JointQP.Studies.Search;

namespace JointQP.Grains.Interfaces.Studies;

/// <summary>A spec as a user wrote it, and what the files that it names held then. Together they make a plan.</summary>
/// <param name="Spec">YAML.</param>
/// <param name="Files">The contents of its files.</param>
/// <param name="Step">In place of both: what a search of the study asked for.</param>
[GenerateSerializer, Immutable, Alias("JointQP.StudySource")]
public sealed record StudySource([property: Id(0)] string Spec, [property: Id(1)] ImmutableArray<FileContent> Files, [property: Id(2)] SearchStep? Step = null)
{
    /// <summary>Of a step of a search.</summary>
    public static StudySource Of(SearchStep step) => new("", [], step);
}
