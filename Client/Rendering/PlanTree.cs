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

    /// <summary>All trees of a plan, those of one form as one; null when they have more stages than that.</summary>
    public static ImmutableArray<PlanTree>? Of(StudyPlan plan, int most)
    {
        var children = plan.Stages.ToLookup(stage => stage.Parent, StringComparer.Ordinal);
        var ending = plan.Trials.ToLookup(trial => trial.Path[^1], StringComparer.Ordinal);
        var texts = new Dictionary<(string Experiment, string Schedule, long From, long To), (string Begins, string Text)>();
        var trees = new OrderedDictionary<(string Experiment, string Form), PlanTree>();
        var left = (long)most;
        foreach (var root in children[null])
        {
            var experiment = plan.Trials[root.Leader].Experiment;
            // One more than that is enough to know.
            var stages = Below(root).TakeWhile((_, position) => position <= most).ToImmutableArray();
            var form = (experiment, string.Join('\n', stages.Select(stage => stage.Form)));
            var tree = trees.GetValueOrDefault(form) ?? new PlanTree(experiment, 0, stages);
            left -= tree.Seeds == 0 ? stages.Length : 0;
            if (left < 0)
                return null;
            trees[form] = tree with { Seeds = tree.Seeds + 1 };
        }

        return [.. trees.Values];

        IEnumerable<PlanNode> Below(PlannedStage root)
        {
            Stack<(PlannedStage Stage, int Depth)> open = new([(root, 0)]);
            while (open.TryPop(out var next))
            {
                yield return NodeOf(next.Stage, next.Depth);
                foreach (var child in children[next.Stage.Id].Reverse())
                    open.Push((child, next.Depth + 1));
            }
        }

        PlanNode NodeOf(PlannedStage stage, int depth)
        {
            // What is the same for every seed is found once.
            var leader = plan.Trials[stage.Leader];
            var key = (leader.Experiment, leader.ScheduleName, stage.From, stage.To);
            if (!texts.TryGetValue(key, out var text))
                texts.Add(key, text = PlanNode.TextOf(stage, leader.Spec));
            return new(
                stage.Id, stage.Parent, depth, stage.From, stage.To, text.Begins, text.Text, [.. ending[stage.Id].Select(trial => trial.ScheduleName).Distinct()]);
        }
    }

    /// <summary>The picture, a line for each stage; names of schedules stand where they end.</summary>
    /// <param name="width">Columns.</param>
    public IEnumerable<string> Lines(int width)
    {
        var branches = Branches().Zip(Stages, (branch, stage) => branch + stage.Text).ToList();
        var column = Math.Min(branches.Max(line => line.Length) + 3, width - LeastName);
        for (var position = 0; position < branches.Count; position++)
        {
            var names = string.Join(", ", Stages[position].Ends);
            var line = names.Length == 0 ? branches[position] : branches[position].PadRight(column) + names;
            yield return line.Length <= width ? line : line[..(width - 1)] + "…";
        }
    }

    private string[] Branches()
    {
        var branches = new string[Stages.Length];
        // At each depth, of the stage there that the one at hand is, or is under: whether a sister of it stands below.
        var sister = new bool[Stages.Max(stage => stage.Depth) + 1];
        for (var position = Stages.Length - 1; position >= 0; position--)
        {
            var depth = Stages[position].Depth;
            branches[position] = depth == 0
                ? ""
                : string.Concat(Enumerable.Range(1, depth - 1).Select(above => sister[above] ? "│  " : "   ")) + (sister[depth] ? "├─ " : "└─ ");
            sister[depth] = true;
            Array.Clear(sister, depth + 1, sister.Length - depth - 1);
        }

        return branches;
    }
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

    /// <summary>The operators that begin with a stage of a trial, and what stands in the picture.</summary>
    public static (string Begins, string Text) TextOf(PlannedStage stage, TrialSpec spec)
    {
        var events = TrialEvent.Of(spec);
        var begins = string.Join(" = ", events.Where(happening => happening.Step == stage.From).SelectMany(happening => Terms(happening.Onsets)));
        var name = begins.Length > 0 ? begins : events.Any(happening => happening.Step < stage.From) ? "goes on" : Ordering.Float.ToString();
        return (begins, string.Create(CultureInfo.InvariantCulture, $"{name} {stage.From}-{stage.To}"));
    }

    private static IEnumerable<Term> Terms(ImmutableArray<Onset> onsets) => onsets
        .GroupBy(onset => (onset.Kind, onset.Strength), onset => onset.Target)
        .Select(together => new Term(together.Key.Kind, together.Key.Strength, [.. together]));
}
