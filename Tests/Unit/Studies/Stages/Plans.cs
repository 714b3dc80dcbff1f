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

    private static string Name(int i) => $"s{i}";
}
