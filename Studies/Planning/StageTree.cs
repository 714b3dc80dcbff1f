using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using JointQP.Studies.Words;

namespace JointQP.Studies.Planning;

/// <summary>
/// Merges the equal beginnings of trials that differ in their schedules and compression settings alone. Trials stay together until the first
/// event that not all of them have; there the stage ends, and each kind of going on is a stage of its own. What was planned stays as it is when
/// trials are added: they go along with it as far as its stages suit them.
/// </summary>
internal sealed class StageTree(ImmutableArray<PlannedStage>.Builder stages)
{
    private readonly Dictionary<string, Node> _roots = new(StringComparer.Ordinal);

    /// <summary>Adds the stages of some trials, each after its parent, and appends their stages to the trials' paths.</summary>
    /// <param name="tree">What stages of one numeric fingerprint have in common.</param>
    /// <param name="trials">In the order of their indices; all of <paramref name="end"/> steps.</param>
    /// <param name="end">One past the trials' last step.</param>
    public void Grow(string tree, IReadOnlyList<Branch> trials, long end)
    {
        if (!_roots.TryGetValue(tree, out var root))
            _roots.Add(tree, root = new Node(null, null, null));
        Grow(tree, trials, end, root);
    }

    /// <summary>The same for one trial that shares nothing with any other.</summary>
    public void GrowAlone(string tree, Branch trial, long end) => Grow(tree, [trial], end, new Node(null, null, null));

    private void Grow(string tree, IReadOnlyList<Branch> trials, long end, Node root)
    {
        Stack<Fork> open = new();
        open.Push(new(new Company(trials, end), root, 0, 0));
        while (open.TryPop(out var fork))
        {
            List<Fork> next = [];
            foreach (var (node, together) in Onward(tree, fork, end))
            {
                if (node.Stage!.Final)
                    together.End(node);
                else
                    next.Add(new(together, node, node.Stage.To, fork.Depth + 1));
            }

            // The first of them is taken up first, so that the stages of a trial stand near each other.
            for (var i = next.Count - 1; i >= 0; i--)
                open.Push(next[i]);
        }
    }

    /// <summary>Those that go on alike, in the order of the first of each, with the stage that they go on by.</summary>
    private List<(Node Node, Company Trials)> Onward(string tree, Fork fork, long end)
    {
        List<(Node, Company)> onward = [];
        var planned = fork.Node.Children.Count == 0 ? null : fork.Node.Children.ToLookup(child => child.Turn);
        foreach (var (turn, alike) in fork.Trials.Part(fork.Step))
        {
            foreach (var (there, together) in planned?.Contains(turn) == true ? alike.Split(change => Longest(planned[turn], change)) : [(null, alike)])
                onward.Add((there ?? Add(tree, fork, turn, together, end), together));
        }

        return onward;
    }

    /// <summary>The longest of some stages that end no later than where a trial changes next, or null.</summary>
    private static Node? Longest(IEnumerable<Node> planned, long change) =>
        planned.Where(node => node.Stage!.To <= change).MaxBy(node => node.Stage!.To);

    private Node Add(string tree, Fork fork, Turn? turn, Company trials, long end)
    {
        var to = trials.Change;
        var leader = trials.First.Trial;
        var id = string.Create(CultureInfo.InvariantCulture, $"t{leader:D4}.{fork.Depth}");
        Node node = new(new PlannedStage(id, fork.Node.Stage?.Id, tree, leader, fork.Step, to, end - fork.Step, to == end, trials.IsJudged), turn, fork.Node);
        stages.Add(node.Stage!);
        fork.Node.Children.Add(node);
        return node;
    }

    /// <summary>A trial on its way through the tree.</summary>
    internal sealed class Branch(int trial, CompressionSettings settings, ImmutableArray<TrialEvent> events, ImmutableArray<long> rungs)
    {
        private int _passed;
        private int _climbed;

        public int Trial => trial;

        /// <summary>Those it is together with.</summary>
        public Company? Company { get; set; }

        /// <summary>Where it ends; null while it has not come there.</summary>
        public Node? Last { get; set; }

        /// <summary>Its stages from first to last, once it has come to its end.</summary>
        public ImmutableArray<string> Path => Last?.Path ?? [];

        /// <summary>The rung it comes to next, if it is the next thing that it comes to: it is judged after all its events.</summary>
        public long? Rung => Upcoming is null && _climbed < rungs.Length ? rungs[_climbed] : null;

        /// <summary>The step at which its stage must end, or null when none is left.</summary>
        public long? Change => Upcoming?.Step ?? Rung;

        private TrialEvent? Upcoming => _passed < events.Length ? events[_passed] : null;

        /// <summary>What it does from <paramref name="step"/> on that others may not: null for going on as before.</summary>
        public Turn? Pass(long step)
        {
            // A rung ends a stage and parts no one: those that are not judged there train on in the same way.
            if (Rung == step)
                _climbed++;
            if (Upcoming is not { } due || due.Step != step)
                return null;
            // Settings matter from the first operator on; after that only those are together whose settings are the same.
            return new(due, _passed++ == 0 ? settings : null);
        }
    }

    /// <summary>What is different from a step on.</summary>
    internal sealed record Turn(TrialEvent Event, CompressionSettings? Settings)
    {
        // Settings are many, and hardly ever what two turns differ in.
        public override int GetHashCode() => Event.GetHashCode();
    }

    private sealed record Fork(Company Trials, Node Node, long Step, int Depth);

    /// <summary>A stage and what goes on from it; without a stage, where trials begin.</summary>
    internal sealed class Node(PlannedStage? stage, Turn? turn, Node? parent)
    {
        private readonly int _stages = parent is null ? 0 : parent._stages + 1;

        public PlannedStage? Stage => stage;

        public Turn? Turn => turn;

        public List<Node> Children { get; } = [];

        /// <summary>The stages from the first to this one.</summary>
        public ImmutableArray<string> Path
        {
            get
            {
                var path = new string[_stages];
                for (var node = this; node.Parent is not null; node = node.Parent)
                    path[node._stages - 1] = node.Stage!.Id;
                return ImmutableCollectionsMarshal.AsImmutableArray(path);
            }
        }

        private Node? Parent => parent;
    }
}
