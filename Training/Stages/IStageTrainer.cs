using JointQP.Studies.Stages;
using JointQP.Training.Checkpoints;
using JointQP.Training.Data;

namespace JointQP.Training.Stages;

/// <summary>Trains stages, one after another, on the calling thread.</summary>
public interface IStageTrainer
{
    /// <summary>Trains a stage from its start to its end and leaves a checkpoint there.</summary>
    /// <param name="job">The stage.</param>
    /// <param name="observer">Hears of metrics, steps and checkpoints.</param>
    /// <param name="ct">Stops the training between two steps.</param>
    /// <exception cref="OperationCanceledException">It was stopped, or <see cref="StageJob.GiveBack"/> asked for the stage.</exception>
    /// <exception cref="EngineException">The spec or the device asks for what there is not, or the machine computes wrong numbers.</exception>
    /// <exception cref="TrainingDivergedException">A loss or a metric is no finite number any more.</exception>
    /// <exception cref="DatasetException">The data set is damaged or not to be had.</exception>
    /// <exception cref="CheckpointException">A checkpoint cannot be read or written.</exception>
    /// <exception cref="TrialAuditException">The trial's network is not what its spec says.</exception>
    StageResult Run(StageJob job, IStageObserver observer, CancellationToken ct);
}
