using System.Collections.Immutable;
using JointQP.Studies.Planning;

namespace JointQP.Grains.Experiments;

/// <summary>What an experiment is.</summary>
[GenerateSerializer, Alias("JointQP.ExperimentState")]
internal sealed record ExperimentState
{
    [Id(0)] public string Study { get; init; } = "";

    [Id(1)] public string Name { get; init; } = "";

    [Id(2)] public ImmutableArray<PlannedTrial> Trials { get; init; } = [];
}
