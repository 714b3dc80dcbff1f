using System.Collections.Immutable;

namespace JointQP.Training.Stages;

/// <summary>The trained network is not what its spec says: a trial that ends so has no result.</summary>
public sealed class TrialAuditException : EngineException
{
    /// <summary>With everything that differs, a sentence each.</summary>
    public TrialAuditException(ImmutableArray<string> mismatches)
        : base($"The trial ended with a network that is not what its spec says: {string.Join("; ", mismatches)}.") => Mismatches = mismatches;

    /// <summary>What differs: the layer, what was asked, what is there.</summary>
    public ImmutableArray<string> Mismatches { get; }
}
