using JointQP.Studies.Rates;
using JointQP.Studies.Stages;

namespace JointQP.Training.Stages;

/// <summary>Hears what a stage does, in order, while the training thread waits. An implementation returns quickly or holds the training up.</summary>
public interface IStageObserver
{
    /// <summary>Something that takes its time began, for people: <c>fetching fashion-mnist 40 %</c>, <c>training</c>, <c>evaluating</c>.</summary>
    void OnActivity(string activity);

    /// <summary>A value. <paramref name="step"/> counts the steps trained so far, so it lies in (From, To].</summary>
    void OnMetric(long step, string name, double value);

    /// <summary>Steps trained so far and the samples in the last one; called every step.</summary>
    void OnStep(long step, int samples);

    /// <summary>
    /// A checkpoint inside the stage is safely on disk. Every metric up to its step was told before. The trainer deletes none: whoever
    /// records it does, by <see cref="Checkpoints.CheckpointStore.DeleteBefore"/>.
    /// </summary>
    void OnCheckpoint(CheckpointRef checkpoint);

    /// <summary>Every value of the stage was told, and its last checkpoint is about to be written: they can be stored meanwhile.</summary>
    void OnMetricsComplete()
    {
    }

    /// <summary>What the time went to; the last of all, where the stage comes to its end.</summary>
    void OnTiming(StageTiming timing)
    {
    }
}
