using System.Collections.Immutable;
using System.Globalization;
using JointQP.Studies.Notation;
using JointQP.Studies.Planning;
using JointQP.Studies.Words;

namespace JointQP.Client.Rendering;

/// <summary>Stages that grow from one root, for as many seeds as have them alike.</summary>
/// <param name="Experiment">The experiment that it begins with.</param>
/// <param name="Seeds">Trees of this form, one for each seed.</param>
/// <param name="Stages">Those of the first seed, each before its children.</param>
internal sealed record PlanTree(string Experiment, int Seeds, ImmutableArray<PlanNode> Stages)
{
    /// <summary>Few enough that the picture tells more than it takes to read.</summary>
    public const int FewStages = 60;

    private const int LeastName = 12;

    /// <summary>All trees of a plan, those of one form as one.</summary>
    public static ImmutableArray<PlanTree> Of(StudyPlan plan)
    {
        var children = plan.Stages.ToLookup(stage => stage.Parent, StringComparer.Ordinal);
        var ending = plan.Trials.ToLookup(trial => trial.Path[^1], StringComparer.Ordinal);
        return
        [
            .. children[null]
                .Select(root => (plan.Trials[root.Leader].Experiment, Stages: Below(root, 0).ToImmutableArray()))
                .GroupBy(tree => (tree.Experiment, string.Join('\n', tree.Stages.Select(stage => stage.Form))))
                .Select(alike => new PlanTree(alike.Key.Experiment, alike.Count(), alike.First().Stages)),
        ];

        IEnumerable<PlanNode> Below(PlannedStage stage, int depth) =>
        [
            PlanNode.Of(stage, depth, plan.Trials[stage.Leader].Spec, [.. ending[stage.Id].Select(trial => trial.ScheduleName).Distinct()]),
            .. children[stage.Id].SelectMany(child => Below(child, depth + 1)),
        ];
    }

    /// <summary>The picture, a line for each stage; names of schedules stand where they end.</summary>
    /// <param name="width">Columns.</param>
    public IEnumerable<string> Lines(int width)
    {
        var branches = Stages.Select((_, position) => Branch(position) + Stages[position].Text).ToList();
        var column = Math.Min(branches.Max(line => line.Length) + 3, width - LeastName);
        for (var position = 0; position < branches.Count; position++)
        {
            var names = string.Join(", ", Stages[position].Ends);
            var line = names.Length == 0 ? branches[position] : branches[position].PadRight(column) + names;
            yield return line.Length <= width ? line : line[..(width - 1)] + "…";
        }
    }

    private string Branch(int position)
    {
        var depth = Stages[position].Depth;
        return depth == 0
            ? ""
            : string.Concat(Enumerable.Range(1, depth - 1).Select(above => IsLast(position, above) ? "   " : "│  ")) + (IsLast(position, depth) ? "└─ " : "├─ ");
    }

    // Whether no sister stands below, of the stage at this depth that the one at this position is, or is under.
    private bool IsLast(int position, int depth) =>
        Stages.Skip(position + 1).TakeWhile(stage => stage.Depth >= depth).All(stage => stage.Depth > depth);
}

/// <summary>A stage of a tree.</summary>
/// <param name="Id">The first seed's.</param>
/// <param name="Parent">Its parent's.</param>
/// <param name="Depth">Stages before it.</param>
/// <param name="From">First step.</param>
/// <param name="To">One past the last.</param>
/// <param name="Begins">The operators that begin with it, in notation; empty for none.</param>
/// <param name="Text">What stands in the picture.</param>
/// <param name="Ends">The schedules that end with it.</param>
internal sealed record PlanNode(
    string Id, string? Parent, int Depth, long From, long To, string Begins, string Text, ImmutableArray<string> Ends)
{
    /// <summary>What it has in common with the same stage of another seed.</summary>
    internal string Form => string.Create(CultureInfo.InvariantCulture, $"{Depth} {Text} {string.Join(", ", Ends)}");

    /// <summary>A stage of a trial.</summary>
    public static PlanNode Of(PlannedStage stage, int depth, TrialSpec spec, ImmutableArray<string> ends)
    {
        var events = TrialEvent.Of(spec);
        var begins = string.Join(" = ", events.Where(happening => happening.Step == stage.From).SelectMany(happening => Terms(happening.Onsets)));
        var name = begins.Length > 0 ? begins : events.Any(happening => happening.Step < stage.From) ? "goes on" : Ordering.Float.ToString();
        return new(
            stage.Id, stage.Parent, depth, stage.From, stage.To, begins, string.Create(CultureInfo.InvariantCulture, $"{name} {stage.From}-{stage.To}"), ends);
    }

    private static IEnumerable<Term> Terms(ImmutableArray<Onset> onsets) => onsets
        .GroupBy(onset => (onset.Kind, onset.Strength), onset => onset.Target)
        .Select(together => new Term(together.Key.Kind, together.Key.Strength, [.. together]));
}
