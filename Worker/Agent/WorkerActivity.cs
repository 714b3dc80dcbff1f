using JointQP.Grains.Interfaces.Scheduling;
using JointQP.Grains.Interfaces.Workers;
using JointQP.Studies.Stages;
using JointQP.Worker.Hosting;

namespace JointQP.Worker.Agent;

/// <summary>What the worker does now. Written by the training thread, read by the heartbeat.</summary>
internal sealed class WorkerActivity(RecentLog recent, TimeProvider time)
{
    private readonly Lock _gate = new();
    private string _doing = "idle";
    private LeaseToken? _lease;
    private long _step;
    private long _samples;
    private long _checkpointBytes;
    private long _since = time.GetTimestamp();

    /// <summary>Begins or ends (null) a stage.</summary>
    public void Hold(LeaseToken? lease)
    {
        lock (_gate)
        {
            _lease = lease;
            _step = 0;
            _doing = lease is null ? "idle" : "starting";
        }
    }

    /// <summary>Says what goes on, for people.</summary>
    public void Doing(string what)
    {
        lock (_gate)
            _doing = what;
    }

    /// <summary>Counts a trained step.</summary>
    public void Stepped(long step, int samples)
    {
        lock (_gate)
        {
            _step = step;
            _samples += samples;
        }
    }

    /// <summary>Counts a written checkpoint.</summary>
    public void Checkpointed(long bytes)
    {
        lock (_gate)
            _checkpointBytes += bytes;
    }

    /// <summary>The beat to send; its counters start anew.</summary>
    public WorkerBeat Take(WorkerIdentity identity, string device)
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            var seconds = time.GetElapsedTime(_since, now).TotalSeconds;
            var beat = new WorkerBeat(
                identity.Slot,
                identity.Incarnation,
                device,
                identity.Fingerprint,
                Environment.MachineName,
                Environment.ProcessId,
                _doing,
                _lease,
                _step,
                seconds > 0 ? _samples / seconds : 0,
                _checkpointBytes)
            {
                Log = [.. FailureText.Last(recent.Lines)],
            };
            (_since, _samples, _checkpointBytes) = (now, 0, 0);
            return beat;
        }
    }
}
