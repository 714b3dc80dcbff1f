using System.Globalization;
using JointQP.Training.Stages;

namespace JointQP.Tests.Faults.Silos;

/// <summary>
/// Sees what all workers of a run train, as nobody in a cluster can, and notes where one trains on long after the stage was given to another:
/// then it has not dropped it at its own deadline.
/// </summary>
internal sealed class Attempts(Turmoil turmoil)
{
    /// <summary>Far more than a clock of this machine may fire late.</summary>
    private const int MostStepsLate = 15;

    private static readonly TimeSpan Late = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (long Epoch, long Since)> _latest = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _late = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _damaged = new(StringComparer.Ordinal);

    /// <summary>What a worker did that it should not have; null when there is nothing.</summary>
    public string? Broken { get; private set; }

    /// <summary>A worker trains a step.</summary>
    public void Trained(TestWorker worker, StageJob job)
    {
        var stage = job.CheckpointFolder + "/" + job.Stage;
        lock (_gate)
        {
            var (epoch, since) = _latest.GetValueOrDefault(stage);
            if (job.Epoch > epoch)
            {
                _latest[stage] = (job.Epoch, TimeProvider.System.GetTimestamp());
                return;
            }

            if (job.Epoch == epoch || TimeProvider.System.GetElapsedTime(since) < Late)
                return;
            var attempt = string.Create(CultureInfo.InvariantCulture, $"{stage}-e{job.Epoch}");
            var steps = _late[attempt] = _late.GetValueOrDefault(attempt) + 1;
            if (steps == 1)
                turmoil.Count("steps long after the lease", $"{job.Stage} (epoch {job.Epoch}) by {worker.Slot}");
            if (steps > MostStepsLate)
                Broken ??= string.Create(CultureInfo.InvariantCulture, $"worker {worker.Slot} trains stage {job.Stage} (epoch {job.Epoch}) long after epoch {epoch} was trained");
        }
    }

    /// <summary>Whether the checkpoint that a stage ends in may be damaged once more.</summary>
    public bool MayDamage(StageJob job, int most)
    {
        var stage = job.CheckpointFolder + "/" + job.Stage;
        lock (_gate)
        {
            var times = _damaged.GetValueOrDefault(stage);
            if (times >= most)
                return false;
            _damaged[stage] = times + 1;
            return true;
        }
    }
}
