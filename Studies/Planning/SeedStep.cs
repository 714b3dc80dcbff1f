using System.Collections.Immutable;
using JointQP.Studies.Analysis.Sequential;
using JointQP.Studies.Spec;
using Orleans;

namespace JointQP.Studies.Planning;

/// <summary>Seeds that a study gets because its primary comparison is not decided yet.</summary>
/// <param name="Look">The look that they are for, counted from 1; the first has no step, for the study begins with its seeds.</param>
/// <param name="Seeds">The seeds; every schedule of every experiment is trained with each.</param>
/// <param name="Reason">What was seen and what follows from it, for people.</param>
[GenerateSerializer, Immutable, Alias("JointQP.SeedStep")]
public sealed record SeedStep([property: Id(0)] int Look, [property: Id(1)] ImmutableArray<long> Seeds, [property: Id(2)] string Reason)
{
    /// <summary>What follows from a verdict that is open after a look; null from one that is not.</summary>
    public static SeedStep? After(SequentialVerdict verdict)
    {
        ArgumentNullException.ThrowIfNull(verdict);
        return verdict is { Decision: { State: SequentialState.Open, Look: > 0 and var made, Next: not null } }
            ? new SeedStep(made + 1, verdict.Design.SeedsOf(made + 1), verdict.Sentence)
            : null;
    }

    /// <summary>What a study is extended by for it.</summary>
    /// <param name="study">As it was launched.</param>
    public StudySpec Extend(StudySpec study)
    {
        ArgumentNullException.ThrowIfNull(study);
        return study with { Seeds = Seeds };
    }
}
