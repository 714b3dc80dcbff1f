using System.Collections.Immutable;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Studies.Analysis.Sequential;
using JointQP.Studies.Files;
using JointQP.Studies.Stages;
using JointQP.Studies.Stopping;

namespace JointQP.Grains.Studies;

/// <summary>What a study keeps itself; its stages are rows of the store, its plan follows from the spec.</summary>
[GenerateSerializer, Alias("JointQP.StudyState")]
internal sealed record StudyState
{
    /// <summary>The spec as it was launched.</summary>
    [Id(0)] public string SpecText { get; init; } = "";

    [Id(1)] public DateTimeOffset LaunchedAt { get; init; }

    [Id(2)] public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Null until all that a launch stores is stored: an activation that finds it so goes on with the launch.</summary>
    [Id(3)] public StudyPhase? Phase { get; init; }

    /// <summary>While <see cref="StudyPhase.Paused"/>: whether stages under way go on to their end.</summary>
    [Id(5)] public bool Draining { get; init; }

    /// <summary>What follows for its stages.</summary>
    public Handout Handout => Phase switch
    {
        StudyPhase.Running => Handout.Open,
        StudyPhase.Paused when Draining => Handout.Draining,
        _ => Handout.Closed,
    };

    /// <summary>What the files that the spec names held at the launch. With the text it makes the plan.</summary>
    [Id(10)] public ImmutableArray<FileContent> Files { get; init; } = [];

    /// <summary>What the study was extended by, in that order.</summary>
    [Id(11)] public ImmutableArray<StudySource> Extensions { get; init; } = [];

    /// <summary>How many extensions are stored in all their parts: an activation that finds more goes on with them.</summary>
    [Id(12)] public int Extended { get; init; }

    /// <summary>What stoppers have decided, in that order.</summary>
    [Id(13)] public ImmutableArray<RungDecision> Decisions { get; init; } = [];

    /// <summary>The experiments whose search is over.</summary>
    [Id(14)] public ImmutableArray<string> Searched { get; init; } = [];

    /// <summary>What the last look at the primary comparison came to; null before the first. Once it is not open, the study gets no more seeds.</summary>
    [Id(15)] public SequentialVerdict? Looked { get; init; }

    /// <summary>All that makes the plan.</summary>
    public ImmutableArray<StudySource> Sources => [new(SpecText, Files), .. Extensions];
}
