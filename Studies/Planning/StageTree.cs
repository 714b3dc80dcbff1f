using System.Collections.Immutable;
using System.Globalization;
using JointQP.Studies.Words;

namespace JointQP.Studies.Planning;

/// <summary>
/// Merges the equal beginnings of trials that differ in their schedules and compression settings alone. Trials stay together until the first
/// event that not all of them have; there the stage ends, and each kind of going on is a stage of its own.
/// </summary>
internal sealed class StageTree(ImmutableArray<PlannedStage>.Builder stages)
{
    /// <summary>Adds the stages of some trials, each after its parent, and appends them to the trials' paths.</summary>
    /// <param name="tree">What stages of one numeric fingerprint have in common.</param>
    /// <param name="trials">In the order of their indices; all of <paramref name="end"/> steps.</param>
    /// <param name="end">The trials' last step and one.</param>
    public void Grow(string tree, IReadOnlyList<Branch> trials, long end)
    {
        Stack<Fork> open = new();
        open.Push(new(trials, null, 0, 0));
        while (open.TryPop(out var fork))
        {
            List<Fork> next = [];
            foreach (var together in fork.Split())
            {
                var to = together.Min(trial => trial.Upcoming?.Step ?? end);
                var leader = together[0].Trial;
                PlannedStage stage = new(StageId(leader, fork.Depth), fork.Parent, tree, leader, fork.Step, to, end - fork.Step, to == end);
                stages.Add(stage);
                foreach (var trial in together)
                    trial.Path.Add(stage.Id);
                if (!stage.Final)
                    next.Add(new(together, stage.Id, to, fork.Depth + 1));
            }

            // The first of them is taken up first, so that the stages of a trial stand near each other.
            for (var i = next.Count - 1; i >= 0; i--)
                open.Push(next[i]);
        }
    }

    private static string StageId(int trial, int depth) => string.Create(CultureInfo.InvariantCulture, $"t{trial:D4}.{depth}");

    /// <summary>A trial on its way through the tree.</summary>
    internal sealed class Branch(int trial, CompressionSettings settings, ImmutableArray<TrialEvent> events)
    {
        private int _passed;

        public int Trial => trial;

        public List<string> Path { get; } = [];

        /// <summary>The event it has not come to yet, or null after the last.</summary>
        public TrialEvent? Upcoming => _passed < events.Length ? events[_passed] : null;

        /// <summary>What it does from <paramref name="step"/> on that others may not: null for going on as before.</summary>
        public Turn? Pass(long step)
        {
            if (Upcoming is not { } due || due.Step != step)
                return null;
            // Settings matter from the first operator on; after that only those are together whose settings are the same.
            return new(due, _passed++ == 0 ? settings : null);
        }
    }

    /// <summary>What is different from a step on.</summary>
    internal sealed record Turn(TrialEvent Event, CompressionSettings? Settings);

    private sealed record Fork(IReadOnlyList<Branch> Trials, string? Parent, long Step, int Depth)
    {
        /// <summary>Those that go on alike, in the order of the first of each.</summary>
        public IEnumerable<List<Branch>> Split() =>
            Trials.GroupBy(trial => trial.Pass(Step)).Select(together => together.ToList());
    }
}
