using System.Collections.Immutable;

namespace JointQP.Grains.Studies;

/// <summary>The names of all studies by launch.</summary>
[GenerateSerializer, Alias("JointQP.CatalogState")]
internal sealed record CatalogState
{
    [Id(0)] public ImmutableArray<string> Names { get; init; } = [];

    /// <summary>Those of them that are being deleted.</summary>
    [Id(1)] public ImmutableArray<string> Deleting { get; init; } = [];

    /// <summary>Deletions, extensions and retries that are done.</summary>
    [Id(2)] public long Revivals { get; init; }
}
