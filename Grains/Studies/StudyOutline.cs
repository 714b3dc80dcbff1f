using System.Collections.Frozen;
using JointQP.Studies.Planning;
using JointQP.Studies.Spec;
using JointQP.Studies.Stages;

namespace JointQP.Grains.Studies;

/// <summary>What follows from a study's spec and never changes.</summary>
internal sealed class StudyOutline
{
    public StudyOutline(StudySpec spec)
    {
        Spec = spec;
        Plan = StudyPlanner.Plan(spec);
        Stages = Plan.Stages.ToFrozenDictionary(stage => stage.Id, StringComparer.Ordinal);
        Rules = new StageRules { Lease = spec.Limits.Lease, LostBudget = spec.Limits.Lost, FailedBudget = spec.Limits.Failed };
    }

    public StudySpec Spec { get; }

    public StudyPlan Plan { get; }

    public StageRules Rules { get; }

    public FrozenDictionary<string, PlannedStage> Stages { get; }
}
