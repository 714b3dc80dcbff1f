using System.Collections.Immutable;
using JointQP.Studies.Analysis.Verdicts;
using JointQP.Studies.Spec;

namespace JointQP.Studies.Analysis.Comparisons;

/// <summary>A study, as it is held against another.</summary>
/// <param name="Name">What it is called in the comparison.</param>
/// <param name="Experiments">Their trials, done or not; those that a search tried are not among them.</param>
public sealed record ComparedStudy(string Name, ImmutableArray<ExperimentTrials> Experiments)
{
    /// <summary>Its spec with all that it was extended by; null where it cannot be had.</summary>
    public StudySpec? Spec { get; init; }

    /// <summary>Its result hash; null until all trials are done, or where it is not known.</summary>
    public string? ResultHash { get; init; }
}
