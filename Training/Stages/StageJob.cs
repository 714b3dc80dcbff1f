using JointQP.Studies.Stages;
using JointQP.Studies.Words;
using JointQP.Training.Checkpoints;

namespace JointQP.Training.Stages;

/// <summary>A span of one trial's training: where it starts, where it ends, and where its files lie.</summary>
public sealed record StageJob
{
    /// <summary>What decides the result.</summary>
    public required TrialSpec Spec { get; init; }

    /// <summary>The stage's id: the first part of its checkpoints' names.</summary>
    public required string Stage { get; init; }

    /// <summary>The lease's epoch: the second part of its checkpoints' names.</summary>
    public required long Epoch { get; init; }

    /// <summary>One past the last step to train.</summary>
    public required long To { get; init; }

    /// <summary>Whether the trial ends here: then the network is evaluated on test data and audited against its spec.</summary>
    public required bool Final { get; init; }

    /// <summary>Whether a stopper judges the trial at <see cref="To"/>: then the network is evaluated on validation data there.</summary>
    public bool Rung { get; init; }

    /// <summary>The checkpoint to start from, verified against its hash; null for a fresh network at step 0.</summary>
    public CheckpointRef? Start { get; init; }

    /// <summary>Where the study's checkpoints are kept.</summary>
    public required ICheckpointFiles Checkpoints { get; init; }

    /// <summary>The data directory; data sets lie in <c>datasets</c> below it.</summary>
    public required string DataDirectory { get; init; }

    /// <summary><c>cpu</c> or <c>cuda:N</c>.</summary>
    public required string Device { get; init; }

    /// <summary>How long to train between two checkpoints inside the stage.</summary>
    public required TimeSpan CheckpointEvery { get; init; }

    /// <summary>
    /// Cancelled when the stage is wanted back: the training leaves a checkpoint after its present step and stops. One that is through with its
    /// steps ends as usual.
    /// </summary>
    public CancellationToken GiveBack { get; init; }
}
