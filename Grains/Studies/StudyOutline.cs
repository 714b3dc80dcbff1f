using System.Collections.Frozen;
using System.Collections.Immutable;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Studies.Planning;
using JointQP.Studies.Spec;
using JointQP.Studies.Stages;

namespace JointQP.Grains.Studies;

/// <summary>What follows from a study's specs and never changes with its training.</summary>
internal sealed class StudyOutline
{
    /// <param name="study">As it was launched.</param>
    /// <param name="extensions">What it was extended by.</param>
    public StudyOutline(StudySpec study, IReadOnlyList<StudySpec> extensions)
    {
        Launched = study;
        Spec = extensions.Aggregate(study, StudyExtension.Merge);
        Plan = StudyPlanner.Plan(study, extensions);
        Stages = Plan.Stages.ToFrozenDictionary(stage => stage.Id, StringComparer.Ordinal);
        Rules = new StageRules { Lease = Spec.Limits.Lease, LostBudget = Spec.Limits.Lost, FailedBudget = Spec.Limits.Failed, Parallel = Spec.Limits.Parallel };
    }

    /// <summary>As it was launched.</summary>
    public StudySpec Launched { get; }

    /// <summary>With what it was extended by.</summary>
    public StudySpec Spec { get; }

    public StudyPlan Plan { get; }

    public StageRules Rules { get; }

    public FrozenDictionary<string, PlannedStage> Stages { get; }

    /// <summary>What it was read from; empty where it was read from nothing stored.</summary>
    public ImmutableArray<StudySource> Sources { get; private init; } = [];

    /// <summary>Of what is stored of a study.</summary>
    /// <exception cref="InvalidOperationException">This version cannot read a spec.</exception>
    public static StudyOutline Of(string study, ImmutableArray<StudySource> sources)
    {
        var launched = Read(study, sources[0]);
        return new StudyOutline(launched, [.. sources.Skip(1).Select(source => source.ByItself(launched) ?? Read(study, source))])
        {
            Sources = sources,
        };
    }

    private static StudySpec Read(string study, StudySource source)
    {
        var parsed = StudySpecParser.Parse(source.Spec);
        return parsed.Spec?.WithFiles(source.Files)
            ?? throw new InvalidOperationException($"The stored spec of study {study} cannot be read by this version: {string.Join("; ", parsed.Problems)}");
    }
}
