using JointQP.Studies.Stages;
using JointQP.Training.Stages;

namespace JointQP.Worker.Agent;

/// <summary>What the study is told of an attempt that failed.</summary>
/// <param name="Text">Why, with the last lines of this worker's log below it.</param>
/// <param name="Final">Whether another attempt would end the same way, on whatever machine.</param>
internal readonly record struct AttemptFailure(string Text, bool Final)
{
    /// <summary>Of what was thrown.</summary>
    public static AttemptFailure Of(Exception thrown, IEnumerable<string> log) =>
        new(FailureText.Of(thrown.Message, log), thrown is TrainingDivergedException or TrialAuditException);
}
