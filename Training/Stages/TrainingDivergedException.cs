namespace JointQP.Training.Stages;

/// <summary>
/// A loss or a metric is no finite number any more. It follows from the trial's spec and seed alone, so that the same training ends so again wherever
/// it is done.
/// </summary>
public sealed class TrainingDivergedException : EngineException
{
    /// <summary>With what is no number, and when.</summary>
    /// <param name="step">The step that was trained, or after which was measured.</param>
    /// <param name="name">The loss or the metric.</param>
    /// <param name="value">NaN or an infinity.</param>
    /// <param name="rate">The learning rate at the start of the training.</param>
    public TrainingDivergedException(long step, string name, double value, double rate)
        : base(FormattableString.Invariant(
            $"Training diverged at step {step}: its {name} is {value}. Lower the learning rate (training: rate, now {rate}).")) => Step = step;

    /// <summary>The step that was trained, or after which was measured.</summary>
    public long Step { get; }
}
