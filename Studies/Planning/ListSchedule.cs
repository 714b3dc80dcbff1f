using JointQP.Studies.Stages;

namespace JointQP.Studies.Planning;

/// <summary>How long a plan takes on several workers, each of which takes the next stage as soon as it is free.</summary>
public static class ListSchedule
{
    /// <summary>
    /// When the last stage ends, by the rule that stages are leased by: of those that are ready, the one with the longest remaining path, and of
    /// equals the first. It is at least the longest path and the work of all over the workers, and at most W/n + C (n - 1)/n for work W, longest
    /// path C and n workers (Graham 1966).
    /// </summary>
    /// <param name="plan">The stages.</param>
    /// <param name="seconds">How long each takes, in the plan's order; at least 0.</param>
    /// <param name="workers">At least 1.</param>
    public static double Makespan(StudyPlan plan, IReadOnlyList<double> seconds, int workers)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(seconds);
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        return Makespan(new StageLayout(plan), seconds, workers);
    }

    internal static double Makespan(StageLayout layout, IReadOnlyList<double> seconds, int workers)
    {
        var ready = new PriorityQueue<int, (long Shortness, int Position)>();
        var running = new PriorityQueue<int, double>();
        for (var position = 0; position < layout.Stages.Length; position++)
        {
            if (layout.Parent(position) is null)
                Free(position);
        }

        var now = 0.0;
        while (ready.Count + running.Count > 0)
        {
            while (running.Count < workers && ready.TryDequeue(out var next, out _))
                running.Enqueue(next, now + seconds[next]);
            running.TryDequeue(out var done, out now);
            foreach (var child in layout.Children(done))
                Free(child);
        }

        return now;

        void Free(int position) => ready.Enqueue(position, (-layout.Stages[position].Remaining, position));
    }
}
