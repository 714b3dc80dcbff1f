using JointQP.Grains.Interfaces.Scheduling;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Grains.Interfaces.Trials;
using JointQP.Studies.Stages;
using JointQP.Training;
using JointQP.Training.Checkpoints;
using JointQP.Training.Stages;
using JointQP.Worker.Hosting;
using Microsoft.Extensions.Logging;

namespace JointQP.Worker.Agent;

/// <summary>Runs one attempt at a leased stage to its end: committed, failed, given back, or dropped because the lease is lost.</summary>
internal sealed partial class AttemptRunner(
    IGrainFactory grains,
    GrainCalls calls,
    IStageTrainer trainer,
    TrainingThread thread,
    WorkerActivity activity,
    WorkerOptions options,
    RecentLog recent,
    TimeProvider time,
    ILogger<AttemptRunner> log)
{
    private static readonly TimeSpan FarewellTime = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ObstaclePause = TimeSpan.FromSeconds(10);

    private long? _committedAt;

    /// <summary>There is nothing to do: the next stage follows no commit.</summary>
    public void Idle() => _committedAt = null;

    /// <summary>Runs the attempt, whatever becomes of it; only the end of the process is thrown.</summary>
    public async Task Run(StageLease lease, long askedAt, CancellationToken stopping)
    {
        if (await Attempt(lease, askedAt, stopping) is not { } obstacle)
            return;
        activity.Doing("waiting: " + obstacle);
        await Task.Delay(ObstaclePause, time, stopping);
    }

    /// <summary>Returns what stands in the way of this worker, and not of the trial, or null.</summary>
    private async Task<string?> Attempt(StageLease lease, long askedAt, CancellationToken stopping)
    {
        StagePace pace = new(time, _committedAt);
        _committedAt = null;
        var study = grains.GetGrain<IStudyGrain>(lease.Token.Study);
        activity.Hold(lease.Token);
        await using var keeper = new LeaseKeeper(lease, askedAt, study.Renew, time, log);
        // Told to stop, the worker first leaves a checkpoint; when that takes too long, it drops the stage as it is.
        using var late = new CancellationTokenSource();
        await using var patience = stopping.Register(() => late.CancelAfter(options.Grace - FarewellTime > TimeSpan.Zero ? options.Grace - FarewellTime : TimeSpan.Zero));
        using var wanted = CancellationTokenSource.CreateLinkedTokenSource(keeper.Wanted, stopping);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(keeper.Lost, late.Token);
        var checkpoints = new CheckpointStore(options.Checkpoints(lease.Token.Study));
        var trial = grains.GetGrain<ITrialGrain>(ITrialGrain.KeyOf(lease.Token.Study, lease.Trial.Experiment, lease.Trial.Index));
        var reporter = new StageReporter(
            rows => trial.Append(lease.Token, rows),
            checkpoint => study.RecordCheckpoint(lease.Token, checkpoint),
            checkpoint => checkpoints.DeleteBefore(lease.Token.Stage, checkpoint),
            calls,
            activity,
            time,
            over.Token);
        try
        {
            LogStarted(log, lease.Token.Study, lease.Token.Stage, lease.Token.Epoch, lease.Start?.Step ?? 0, lease.Stage.To);
            var result = await Train(lease, reporter, wanted.Token);
            activity.Checkpointed(result.Checkpoint.Bytes);
            pace.Written();
            await reporter.Drain();
            pace.Reported();
            var reply = await calls.Call(() => study.Commit(lease.Token, result, reporter.Timing), reporter.Over);
            LogEnded(log, lease.Token.Stage, lease.Token.Epoch, reply);
            if (reply == StageReply.Accepted)
            {
                _committedAt = pace.Committed();
                if (pace.Tell(reporter) is { } told)
                    LogPace(log, lease.Token.Stage, lease.Token.Epoch, told);
                checkpoints.DeleteBefore(lease.Token.Stage, result.Checkpoint);
            }
        }
        catch (OperationCanceledException)
        {
            if (!over.IsCancellationRequested && wanted.IsCancellationRequested)
                await HandOver(study, lease.Token, reporter, over.Token);
            else if (stopping.IsCancellationRequested)
                await GiveBack(study, lease.Token);
        }
        catch (ParentUnreadableException e)
        {
            LogParent(log, lease.Token.Stage, e.Message);
            await Tell(() => study.ReportUnreadableParent(lease.Token, e.Message, lease.ParentCheckpoint?.File), keeper.Lost);
        }
        catch (CheckpointException e) when (e.Fault == CheckpointFault.NotWritten)
        {
            // A full disk is no fault of the trial: the stage is given back untouched and goes on once there is room.
            LogNotWritten(log, lease.Token.Stage, e.Message);
            await Tell(() => study.Release(lease.Token), keeper.Lost);
            return e.Message;
        }
        catch (Exception e)
        {
            // Where the message names the place and the mend, a stack would only bury it.
            if (e is EngineException or IOException)
                LogRefused(log, lease.Token.Study, lease.Token.Stage, e.Message);
            else
                LogFailed(log, e, lease.Token.Study, lease.Token.Stage);
            var failure = AttemptFailure.Of(e, recent.Lines);
            await Tell(() => study.Fail(lease.Token, failure.Text, failure.Final), keeper.Lost);
        }
        finally
        {
            await reporter.Abandon();
            activity.Hold(null);
        }

        return null;
    }

    /// <summary>Trains from the checkpoint inside the stage; from the parent's when that one is unreadable.</summary>
    private async Task<StageResult> Train(StageLease lease, StageReporter reporter, CancellationToken wanted)
    {
        var job = new StageJob
        {
            Spec = lease.Trial.Spec,
            Stage = lease.Token.Stage,
            Epoch = lease.Token.Epoch,
            To = lease.Stage.To,
            Final = lease.Stage.Final,
            Rung = lease.Stage.Rung,
            Start = lease.Start,
            Checkpoints = options.Checkpoints(lease.Token.Study),
            DataDirectory = options.DataDirectory,
            Device = options.Device,
            CheckpointEvery = lease.CheckpointEvery,
            GiveBack = wanted,
        };
        try
        {
            return await thread.Run(() => trainer.Run(job, reporter, reporter.Over));
        }
        catch (CheckpointException e) when (e.Fault != CheckpointFault.NotWritten && lease.Start is not null)
        {
            if (lease.Start == lease.ParentCheckpoint)
                throw new ParentUnreadableException(e.Message, e);
            LogFallback(log, lease.Token.Stage, e.Message);
        }

        try
        {
            return await thread.Run(() => trainer.Run(job with { Start = lease.ParentCheckpoint }, reporter, reporter.Over));
        }
        catch (CheckpointException e) when (e.Fault != CheckpointFault.NotWritten && lease.ParentCheckpoint is not null)
        {
            throw new ParentUnreadableException(e.Message, e);
        }
    }

    /// <summary>The study wants the stage, or the worker is to stop: it is given back once the study has all that was trained, and the checkpoint.</summary>
    private async Task HandOver(IStudyGrain study, LeaseToken token, StageReporter reporter, CancellationToken over)
    {
        try
        {
            await reporter.Drain();
        }
        catch (OperationCanceledException)
        {
            // The lease was lost meanwhile, or there is no time left: what the study has is what it will go on from.
            return;
        }

        LogHandedOver(log, token.Study, token.Stage, token.Epoch);
        await Tell(() => study.Release(token), over);
    }

    private async Task GiveBack(IStudyGrain study, LeaseToken token)
    {
        using var patience = new CancellationTokenSource(FarewellTime, time);
        await Tell(() => study.Release(token), patience.Token);
    }

    private async Task Tell(Func<Task<StageReply>> message, CancellationToken cancellation)
    {
        try
        {
            await calls.Call(message, cancellation);
        }
        catch (OperationCanceledException)
        {
            // Nobody waits for the answer any more; the lease runs out by itself.
        }
    }

    private sealed class ParentUnreadableException(string message, Exception cause) : Exception(message, cause);
}
