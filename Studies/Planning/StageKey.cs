using JointQP.Studies.Words;

namespace JointQP.Studies.Planning;

/// <summary>The identity of a training up to a step: trials with the same key there have the same weights, optimizer and operators.</summary>
public static class StageKey
{
    /// <summary>64 lower-case hexadecimal digits over everything that can change a bit before <paramref name="step"/>, the machine aside.</summary>
    /// <remarks>
    /// It is the key of the spec (<see cref="TrialKey"/>) without what has not acted: operators that touch the training at <paramref name="step"/> or
    /// later, and the compression settings as long as no operator has begun. What only places onsets or names an ordering is no part of it.
    /// </remarks>
    /// <param name="spec">The trial.</param>
    /// <param name="step">The next step to train.</param>
    public static string Of(TrialSpec spec, long step)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var acting = TrialEvent.Of(spec).Where(touching => touching.Step < step).SelectMany(touching => touching.Onsets).ToHashSet();
        return TrialKey.Of(spec with
        {
            // In the schedule's order, which is canonical.
            Schedule = new Schedule("", [.. spec.Schedule.Onsets.Where(acting.Contains)]),
            Compression = acting.Count == 0 ? Idle : Acting(spec.Compression),
            Metric = null,
        });
    }

    /// <summary>The settings while no operator acts: whatever they are, they change nothing.</summary>
    internal static CompressionSettings Idle { get; } = new();

    /// <summary>The settings without the durations that the spec's schedules were made with: onsets hold those in steps.</summary>
    internal static CompressionSettings Acting(CompressionSettings settings) => settings with
    {
        RampInterval = Idle.RampInterval,
        RampTimes = Idle.RampTimes,
        FeatureDelay = Idle.FeatureDelay,
    };
}
