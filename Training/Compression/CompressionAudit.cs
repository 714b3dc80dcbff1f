using System.Collections.Immutable;

namespace JointQP.Training.Compression;

/// <summary>What a network's sites are, held against what its schedule says they must be.</summary>
/// <param name="Mismatches">One sentence for each difference, beginning with the site's name; empty when all is as scheduled.</param>
public sealed record CompressionAudit(ImmutableArray<string> Mismatches)
{
    /// <summary>Whether every site is as scheduled.</summary>
    public bool Passed => Mismatches.IsEmpty;
}
