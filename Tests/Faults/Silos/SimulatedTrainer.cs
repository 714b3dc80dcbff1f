using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using JointQP.Studies.Planning;
using JointQP.Studies.Stages;
using JointQP.Tests.Faults.Simulation;
using JointQP.Training.Checkpoints;
using JointQP.Training.Stages;

namespace JointQP.Tests.Faults.Silos;

/// <summary>
/// Trains as <c>StageTrainer</c> does towards its caller, with a number instead of a network: what it is after a step depends on all steps before and
/// on the stage's key. Checkpoints are real files with the names and the verification of real ones.
/// </summary>
internal sealed class SimulatedTrainer(TestWorker worker, Func<string, SimulatedStudy> studies, CheckpointCache cache) : IStageTrainer
{
    private const int LossEvery = 10;
    private const int MostDamaged = 2;

    private Turmoil Turmoil => worker.Turmoil;

    public static double Value(ulong state, ulong kind) => (Dice.Mix(state ^ kind) >> 11) * (1.0 / (1UL << 53));

    /// <summary>The metrics of a stage that begins in a state, and the state it ends in.</summary>
    public static (ulong State, List<(long Step, string Name, double Value)> Metrics) Expected(SimulatedStudy study, PlannedStage stage, ulong state)
    {
        List<(long, string, double)> metrics = [];
        for (var step = stage.From; step < stage.To; step++)
        {
            state = study.Train(stage, state, step, step + 1);
            if ((step + 1) % LossEvery == 0)
                metrics.Add((step + 1, "train/loss", Value(state, 0)));
        }

        if (stage.Final)
            metrics.Add((stage.To, "test/accuracy", Value(state, 1)));
        return (state, metrics);
    }

    public StageResult Run(StageJob job, IStageObserver observer, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var study = studies(Path.GetFileName(job.Checkpoints.Place));
        var stage = study.Stages[job.Stage];
        var (from, state) = job.Start is { } start ? Read(job, start) : (0, 0);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, job.GiveBack);
        observer.OnActivity("training");
        var (written, checkpointed) = (from, worker.Process.GetTimestamp());
        for (var step = from; step < job.To; step++)
        {
            worker.Process.Pass(worker.StepTime, either.Token);
            ct.ThrowIfCancellationRequested();
            if (job.GiveBack.IsCancellationRequested)
            {
                if (step > written)
                    observer.OnCheckpoint(Write(job, step, state));
                job.GiveBack.ThrowIfCancellationRequested();
            }

            worker.Attempts.Trained(worker, job, study.Rules.Lease);
            state = study.Train(stage, state, step, step + 1);
            var done = step + 1;
            if (done % LossEvery == 0)
                observer.OnMetric(done, "train/loss", Value(state, 0));
            observer.OnStep(done, job.Spec.Training.Batch);
            if (done < job.To && worker.Process.GetElapsedTime(checkpointed) >= job.CheckpointEvery)
            {
                observer.OnCheckpoint(Write(job, done, state));
                (written, checkpointed) = (done, worker.Process.GetTimestamp());
            }
        }

        if (job.Final)
            observer.OnMetric(job.To, "test/accuracy", Value(state, 1));
        observer.OnMetricsComplete();
        return new StageResult(Write(job, job.To, state, forChildren: !job.Final), SimulatedStudy.StateHash(state));
    }

    private static string LineageOf(StageJob job, long step) => StageKey.Of(job.Spec, step);

    private (long Step, ulong State) Read(StageJob job, CheckpointRef start)
    {
        var path = Path.Combine(job.Checkpoints.Place, start.File);
        byte[] content;
        if (cache.Find(start) is { } kept)
        {
            content = [.. kept];
        }
        else
        {
            try
            {
                content = File.ReadAllBytes(path);
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
            {
                Turmoil.Count("checkpoints missing", start.File);
                throw new CheckpointException(CheckpointFault.Missing, $"Checkpoint {path} is missing; its stage must be trained again.", e);
            }

            if (Convert.ToHexStringLower(SHA256.HashData(content)) != start.Hash)
            {
                Turmoil.Count("checkpoints unreadable", start.File);
                throw new CheckpointException(CheckpointFault.HashDiffers, $"Checkpoint {path} does not have the content it was written with; its stage must be trained again.");
            }

            cache.Keep(start.Hash, content);
        }

        var parts = Encoding.ASCII.GetString(content).Split(' ');
        if (parts[2] != LineageOf(job, start.Step))
            throw new CheckpointException(CheckpointFault.OtherTrial, $"Checkpoint {path} belongs to another trial; its stage must be trained again.");
        return (long.Parse(parts[0], CultureInfo.InvariantCulture), ulong.Parse(parts[1], CultureInfo.InvariantCulture));
    }

    private CheckpointRef Write(StageJob job, long step, ulong state, bool forChildren = false)
    {
        worker.Process.Pass(TimeSpan.Zero, CancellationToken.None);
        var name = CheckpointFile.Stem(job.Stage, job.Epoch, step);
        if (Turmoil.Roll(worker.Slot, Turmoil.Weather.DiskFull))
        {
            Turmoil.Count("disks full", name);
            throw new CheckpointException(CheckpointFault.NotWritten, $"Cannot write checkpoint {name}: the disk is full.");
        }

        Directory.CreateDirectory(job.Checkpoints.Place);
        var content = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{step} {state} {LineageOf(job, step)}"));
        var hash = Convert.ToHexStringLower(SHA256.HashData(content));
        var file = $"{name}-{hash[..16]}.safetensors";
        var path = Path.Combine(job.Checkpoints.Place, file);
        File.WriteAllBytes(path + ".tmp", content);
        File.Move(path + ".tmp", path, overwrite: true);
        if (forChildren)
            cache.Keep(hash, content);
        // A stage may be trained again no more than twice for it.
        if (Turmoil.Roll(worker.Slot, Turmoil.Weather.FileDamaged) && (step < job.To || worker.Attempts.MayDamage(job, MostDamaged)))
            Damage(path, file);
        return new CheckpointRef(file, step, hash, content.Length);
    }

    private void Damage(string path, string file)
    {
        Turmoil.Count("checkpoints damaged", file);
        if (Turmoil.Roll(worker.Slot, 0.5))
            File.Delete(path);
        else
            File.WriteAllBytes(path, "0 0 damaged"u8.ToArray());
    }
}
