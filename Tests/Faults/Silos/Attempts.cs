using System.Globalization;
using JointQP.Grains.Interfaces.Scheduling;
using JointQP.Training.Stages;

namespace JointQP.Tests.Faults.Silos;

/// <summary>
/// Sees what all workers of a run are told and train, as nobody in a cluster can, and notes where one trains on long after it was told that its lease
/// is over, or after it must have taken it for over by itself.
/// </summary>
internal sealed class Attempts(FastTime time)
{
    /// <summary>Seconds and steps that are far more than this machine may be late with a timer; on a slower one the clock is slower too.</summary>
    private const double MostLate = 10;
    private const int MostStepsLate = 3;

    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(0.5);

    private readonly Lock _gate = new();
    private readonly Dictionary<(TestWorker Worker, LeaseToken Lease), TimeSpan> _fenced = [];
    private readonly Dictionary<(TestWorker Worker, LeaseToken Lease), int> _late = [];
    private readonly Dictionary<LeaseToken, DateTimeOffset> _held = [];
    private readonly Dictionary<string, int> _damaged = new(StringComparer.Ordinal);

    private TimeSpan _tick = time.Elapsed;
    private TimeSpan _lag;

    /// <summary>What a worker did that it should not have; null when there is nothing.</summary>
    public string? Broken { get; private set; }

    /// <summary>Looks how late timers are on this machine now: one that stands still for a second fires none.</summary>
    public async Task Watch(CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            var due = time.Elapsed + Tick;
            await Task.Delay(Tick, time, CancellationToken.None);
            lock (_gate)
            {
                var late = time.Elapsed - due;
                _lag = late > _lag - Tick ? late : _lag - Tick;
                _tick = time.Elapsed;
            }
        }
    }

    /// <summary>A worker got an answer about a lease.</summary>
    public void Answered(TestWorker worker, LeaseToken token, StageReply reply)
    {
        lock (_gate)
        {
            if (reply == StageReply.Fenced)
                _fenced.TryAdd((worker, token), worker.Process.Awake);
        }
    }

    /// <summary>A worker was told that it holds a lease until then, counted from before it asked.</summary>
    public void Holds(LeaseToken token, DateTimeOffset until)
    {
        lock (_gate)
            _held[token] = _held.TryGetValue(token, out var before) && before > until ? before : until;
    }

    /// <summary>Until when a worker may have taken a lease for its own.</summary>
    public DateTimeOffset? HeldUntil(LeaseToken token)
    {
        lock (_gate)
            return _held.TryGetValue(token, out var until) ? until : null;
    }

    /// <summary>A worker trains a step.</summary>
    public void Trained(TestWorker worker, StageJob job, TimeSpan lease)
    {
        var attempt = (worker, new LeaseToken(Path.GetFileName(job.Checkpoints.Place), job.Stage, job.Epoch));
        var now = worker.Process.Awake;
        lock (_gate)
        {
            var over = worker.AnsweredAt + lease;
            if (_fenced.TryGetValue(attempt, out var fenced) && fenced < over)
                over = fenced;
            if ((now - over - _lag - (time.Elapsed - _tick)).TotalSeconds < MostLate)
                return;
            var steps = _late[attempt] = _late.GetValueOrDefault(attempt) + 1;
            if (steps > MostStepsLate)
                Broken ??= string.Create(
                    CultureInfo.InvariantCulture, $"worker {worker.Slot} trains stage {job.Stage} (epoch {job.Epoch}) {(now - over).TotalSeconds:F1} s after its lease was over");
        }
    }

    /// <summary>Something else was done that nobody may.</summary>
    public void Break(string what)
    {
        lock (_gate)
            Broken ??= what;
    }

    /// <summary>Whether the checkpoint that a stage ends in may be damaged once more.</summary>
    public bool MayDamage(StageJob job, int most)
    {
        var stage = job.Checkpoints.Place + "/" + job.Stage;
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
