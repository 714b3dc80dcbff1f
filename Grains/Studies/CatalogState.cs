using System.Collections.Immutable;

namespace JointQP.Grains.Studies;

/// <summary>The names of all studies by launch.</summary>
[GenerateSerializer, Alias("JointQP.CatalogState")]
internal sealed record CatalogState
{
    [Id(0)] public ImmutableArray<string> Names { get; init; } = [];
}
