using JointQP.Studies.Analysis;
using JointQP.Studies.Planning;
using JointQP.Studies.Stages;
using JointQP.Studies.Words;
using JointQP.Training.Checkpoints;
using JointQP.Training.Randomness;
using JointQP.Training.Tasks;
using static TorchSharp.torch;

namespace JointQP.Training.Stages;

/// <summary>One stage in training.</summary>
internal sealed class StageRun(
    StageJob job,
    ITaskSession session,
    TrialOperators operators,
    IStageObserver observer,
    StageStopwatch stopwatch,
    TimeProvider time,
    CheckpointCache? cache = null)
{
    private const int LossEvery = 10;

    private readonly TrialSpec _spec = job.Spec;
    private readonly CheckpointStore _store = new(job.Checkpoints, cache);

    /// <summary>Trains to the stage's end.</summary>
    /// <exception cref="OperationCanceledException">It was stopped, or wanted back; then what was trained is in a checkpoint.</exception>
    public StageResult ToEnd(CancellationToken ct)
    {
        var from = Restore();
        observer.OnActivity("training");
        var (written, checkpointed) = (from, time.GetTimestamp());
        for (var step = from; step < job.To; step++)
        {
            ct.ThrowIfCancellationRequested();
            if (job.GiveBack.IsCancellationRequested)
            {
                if (step > written)
                    observer.OnCheckpoint(Write(step));
                job.GiveBack.ThrowIfCancellationRequested();
            }

            Train(step);
            var done = step + 1;
            if (done % _spec.StepsPerEpoch == 0)
                Report(Split.Validation, "validation/", done, ct);
            if (done < job.To && time.GetElapsedTime(checkpointed) >= job.CheckpointEvery)
            {
                observer.OnCheckpoint(Write(done));
                (written, checkpointed) = (done, time.GetTimestamp());
            }
        }

        if (job.Rung)
            Report(Split.Validation, VerdictMetric.RungPrefix, job.To, ct);
        if (job.Final)
        {
            Report(Split.Test, "test/", job.To, ct);
            Audit();
        }

        return Finish();
    }

    private long Restore()
    {
        if (job.Start is not { } start)
            return 0;
        if (start.Step > job.To)
            throw new EngineException($"Stage {job.Stage} ends at step {job.To}, before its checkpoint {start.File}, which is at step {start.Step}.");
        var state = _store.Read(start, StageKey.Of(_spec, start.Step));
        try
        {
            TrainingState.Restore(session, operators, state);
        }
        catch (InvalidDataException e)
        {
            throw new CheckpointException(
                CheckpointFault.OtherTrial,
                $"Checkpoint {start.File} does not fit the network '{_spec.Network}': {e.Message.TrimEnd('.')}.",
                e);
        }
        finally
        {
            foreach (var tensor in state.Values)
                tensor.Dispose();
        }

        return start.Step;
    }

    private void Train(long step)
    {
        var began = stopwatch.Now();
        TrainOne(step);
        stopwatch.Stepped(step, began);
    }

    private void TrainOne(long step)
    {
        using var scope = NewDisposeScope();
        manual_seed(SeededRandom.TorchSeed(_spec.Seed, Purpose.Layers, step)).Dispose();
        operators.BeginStep(step);
        var losses = session.Step(step);
        foreach (var (name, value) in losses)
        {
            RequireFinite(step, name, value);
            if ((step + 1) % LossEvery == 0)
                observer.OnMetric(step + 1, "train/" + name, value);
        }

        foreach (var (name, value) in operators.TakeMeasurements())
            observer.OnMetric(step + 1, name, value);
        observer.OnStep(step + 1, _spec.Training.Batch);
    }

    private void Report(Split split, string prefix, long step, CancellationToken ct)
    {
        observer.OnActivity("evaluating");
        var began = stopwatch.Now();
        foreach (var (name, value) in session.Evaluate(split, ct))
        {
            RequireFinite(step, prefix + name, value);
            observer.OnMetric(step, prefix + name, value);
        }

        stopwatch.Evaluated(step, split == Split.Test ? _spec.Samples.Test : _spec.Samples.Validation, began);
        observer.OnActivity("training");
    }

    private void RequireFinite(long step, string name, double value)
    {
        if (!double.IsFinite(value))
            throw new TrainingDivergedException(step, name, value, _spec.Training.Rate);
    }

    private void Audit()
    {
        using var scope = NewDisposeScope();
        if (operators.Mismatches() is { IsEmpty: false } mismatches)
            throw new TrialAuditException(mismatches);
        var footprint = operators.Footprint();
        observer.OnMetric(job.To, "bytes/weights", footprint.WeightBytes);
        observer.OnMetric(job.To, "bytes/features", footprint.FeatureBytes);
        observer.OnMetric(job.To, "bytes/masks", footprint.MaskBytes);
        // Only where they are quantized: results without it keep their metrics, and with them their hash.
        if (footprint.BiasBytes > 0)
            observer.OnMetric(job.To, "bytes/biases", footprint.BiasBytes);
    }

    private StageResult Finish()
    {
        using var scope = NewDisposeScope();
        observer.OnMetricsComplete();
        StageResult result = new(Write(job.To, forChildren: !job.Final), StateHash.Of(TrainingState.CaptureResult(session, operators)));
        if (job.Final)
            _store.WriteExport(result.Checkpoint, operators.Exported(), _spec.Schedule, new(TrialKey.Of(_spec), job.To, result.StateHash));
        return result;
    }

    private CheckpointRef Write(long step, bool forChildren = false)
    {
        using var scope = NewDisposeScope();
        return _store.Write(job.Stage, job.Epoch, step, StageKey.Of(_spec, step), TrainingState.Capture(session, operators), forChildren);
    }
}
