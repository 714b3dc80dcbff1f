using JointQP.Studies.Words;

namespace JointQP.Training.Checkpoints;

/// <summary>Names what decided a training up to a step, so that a checkpoint is taken up by no other.</summary>
internal static class Lineage
{
    /// <summary>
    /// The key of the spec without the operators that start at <paramref name="step"/> or later: they have not acted, and trials that agree
    /// so far may go on from each other's checkpoint.
    /// </summary>
    /// <param name="spec">The trial.</param>
    /// <param name="step">The next step to train.</param>
    public static string Of(TrialSpec spec, long step) =>
        TrialKey.Of(spec with { Schedule = new Schedule("", [.. spec.Schedule.Onsets.Where(onset => onset.Start < step)]) });
}
