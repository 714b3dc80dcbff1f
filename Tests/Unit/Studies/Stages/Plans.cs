using System.Collections.Immutable;
using CsCheck;
using JointQP.Studies.Planning;

namespace JointQP.Tests.Unit.Studies.Stages;

/// <summary>Plans of stages alone; no rule looks at trials.</summary>
internal static class Plans
{
    /// <summary>Chains and trees of up to 9 stages: each stage hangs below an earlier one or starts a tree, and lasts 1 to 3 steps.</summary>
    public static readonly Gen<StudyPlan> Any =
        Gen.Select(Gen.Int[-1, 8], Gen.Long[1, 3]).Array[1, 9].Select(rolls => Of([.. rolls.Select((roll, i) =>
            (Name(i), roll.Item1 >= 0 && roll.Item1 < i ? Name(roll.Item1) : null, roll.Item2))]));

    /// <summary>As <see cref="Any"/>, each path to a leaf a trial of one of three schedules, and half of them judged at a rung on the way.</summary>
    public static readonly Gen<StudyPlan> AnyWithRung =
        Gen.Select(Any, Gen.Int[0, 8].Array[9]).Select((plan, rolls) =>
        {
            ImmutableArray<PlannedTrial> trials =
            [
                .. plan.Stages.Where(stage => stage.Final).Index().Select(leaf => new PlannedTrial(leaf.Index, "e", $"schedule {leaf.Index % 3}", null!, PathTo(plan, leaf.Item))),
            ];
            // Judged before the last stage of the path, so that there is something behind the rung.
            ImmutableArray<JudgedTrial> judged =
                [.. trials.Where(trial => trial.Path.Length > 1 && rolls[trial.Index] % 4 != 0).Select(trial => new JudgedTrial(trial.Index, trial.Path[rolls[trial.Index] % (trial.Path.Length - 1)]))];
            return plan with { Trials = trials, Rungs = judged.IsEmpty ? [] : [new PlannedRung("e", 1, 0, judged)] };
        });

    /// <summary>One chain of stages <c>s0</c>, <c>s1</c>, ... of one step each.</summary>
    public static StudyPlan Chain(int length) =>
        Of([.. Enumerable.Range(0, length).Select(i => (Name(i), i > 0 ? Name(i - 1) : null, 1L))]);

    /// <summary>Stages by name, parent and steps. A tree is named after its first stage.</summary>
    public static StudyPlan Of(params (string Id, string? Parent, long Steps)[] stages)
    {
        var trees = new Dictionary<string, string>();
        var from = new Dictionary<string, long>();
        foreach (var (id, parent, _) in stages)
        {
            trees[id] = parent is null ? id : trees[parent];
            from[id] = parent is null ? 0 : from[parent] + stages.Single(s => s.Id == parent).Steps;
        }

        long Remaining(string id) => stages.Single(s => s.Id == id).Steps
            + stages.Where(s => s.Parent == id).Select(s => Remaining(s.Id)).DefaultIfEmpty().Max();

        return new([], [.. stages.Select(s => new PlannedStage(
            s.Id, s.Parent, trees[s.Id], 0, from[s.Id], from[s.Id] + s.Steps, Remaining(s.Id), stages.All(c => c.Parent != s.Id)))]);
    }

    private static ImmutableArray<string> PathTo(StudyPlan plan, PlannedStage stage) => stage.Parent is { } parent
        ? [.. PathTo(plan, plan.Stages.Single(other => other.Id == parent)), stage.Id]
        : [stage.Id];

    private static string Name(int i) => $"s{i}";
}
