using System.Collections.Immutable;
using JointQP.Studies.Words;

namespace JointQP.Studies.Planning;

/// <summary>A moment of a trial from which on operators are part of its training; before it, it trains as if it did not have them.</summary>
/// <param name="Step">The first step that they touch, in [0, <see cref="TrialSpec.TotalSteps"/>).</param>
/// <param name="Onsets">The operators, in the schedule's order.</param>
public sealed record TrialEvent(long Step, ImmutableArray<Onset> Onsets)
{
    /// <summary>A trial's events, each at a step of its own, ascending.</summary>
    /// <remarks>
    /// An operator on features touches the training before its start: the window that its first mask or its decimal bits are chosen by reaches
    /// back. A trial is cut before the window and not behind it, at the price of a few steps that are not shared: so a checkpoint that trials
    /// share holds no windows, which are larger than the network, and is the same whoever goes on from it. Operators that start together
    /// are one event.
    /// </remarks>
    public static ImmutableArray<TrialEvent> Of(TrialSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var onsets = spec.Schedule.Onsets;
        var lookback = spec.Compression.WindowSteps(spec.Training.Batch) - 1;
        SortedList<long, ImmutableArray<Onset>> events = new(onsets.Length);
        // By hand and not by queries: a plan may ask this of 100,000 schedules.
        for (var first = 0; first < onsets.Length; first++)
        {
            var start = onsets[first].Start;
            if (IndexOf(onsets, start, 0) < first)
                continue;
            var touched = long.MaxValue;
            for (var at = first; at >= 0; at = IndexOf(onsets, start, at + 1))
                touched = Math.Min(touched, Touched(onsets[at], lookback));
            var step = Math.Clamp(touched, 0, Math.Max(0, spec.TotalSteps - 1));
            var there = events.GetValueOrDefault(step, []);
            for (var at = first; at >= 0; at = IndexOf(onsets, start, at + 1))
                there = there.Add(onsets[at]);
            events[step] = there;
        }

        return [.. events.Select(touching => new TrialEvent(touching.Key, touching.Value))];
    }

    /// <inheritdoc/>
    public bool Equals(TrialEvent? other) =>
        ReferenceEquals(this, other) || (other is not null && Step == other.Step && Onsets.SequenceEqual(other.Onsets));

    /// <inheritdoc/>
    public override int GetHashCode() => Onsets.Aggregate(Step.GetHashCode(), HashCode.Combine);

    /// <summary>The next position of an onset that starts at a step, or -1.</summary>
    private static int IndexOf(ImmutableArray<Onset> onsets, long start, int from)
    {
        while (from < onsets.Length && onsets[from].Start != start)
            from++;
        return from < onsets.Length ? from : -1;
    }

    private static long Touched(Onset onset, long lookback)
    {
        if (onset.Target != Target.Features)
            return onset.Start;
        // The first step that something is chosen in: a ramp's first mask comes one interval after its start.
        var choice = onset.Kind == OperatorKind.Prune ? onset.Start + onset.Interval : onset.Start;
        return Math.Min(onset.Start, choice - lookback);
    }
}
