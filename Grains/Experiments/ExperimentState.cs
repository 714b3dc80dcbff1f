using System.Collections.Immutable;
using JointQP.Grains.Interfaces.Studies;

namespace JointQP.Grains.Experiments;

/// <summary>What an experiment is.</summary>
[GenerateSerializer, Alias("JointQP.ExperimentState")]
internal sealed record ExperimentState
{
    [Id(0)] public string Study { get; init; } = "";

    [Id(1)] public string Name { get; init; } = "";

    /// <summary>What the study's plan, and so the experiment's trials, are made of.</summary>
    [Id(3)] public ImmutableArray<StudySource> Sources { get; init; } = [];
}
