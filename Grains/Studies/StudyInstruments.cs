using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using JointQP.Grains.Hosting;
using JointQP.Grains.Interfaces.Trials;
using JointQP.Studies.Stages;

namespace JointQP.Grains.Studies;

/// <summary>What happens to stages, in sums over all studies: labels must not grow with the work.</summary>
internal sealed class StudyInstruments
{
    private static readonly StageStatus[] Statuses = Enum.GetValues<StageStatus>();

    /// <summary>All that may be fenced: metrics, and what a study is told of a stage.</summary>
    private static readonly string[] Messages =
    [
        nameof(ITrialGrain.Append),
        nameof(StageCommand.Renew),
        nameof(StageCommand.Checkpoint),
        nameof(StageCommand.Commit),
        nameof(StageCommand.Fail),
        nameof(StageCommand.Release),
        nameof(StageCommand.UnreadableParent),
    ];

    private readonly ConcurrentDictionary<string, StageBoard> _boards = new(StringComparer.Ordinal);
    private readonly Counter<long> _granted;
    private readonly Counter<long> _attempts;
    private readonly Counter<long> _lost;
    private readonly Counter<long> _fenced;
    private readonly Counter<long> _rebuilt;
    private readonly Counter<long> _retried;
    private readonly Counter<long> _alarms;

    public StudyInstruments(IMeterFactory meters)
    {
        var meter = meters.Create(StudiesHosting.MeterName);
        meter.CreateObservableGauge("jointqp.stages", Count, description: "Stages of studies that are active on this silo, by status.");
        meter.CreateObservableGauge("jointqp.queue.depth", Queued, description: "Stages that may be leased.");
        _granted = meter.CreateCounter<long>("jointqp.leases.granted", description: "Leases granted.");
        _attempts = meter.CreateCounter<long>("jointqp.attempts", description: "Leases that ended, by outcome.");
        _lost = meter.CreateCounter<long>("jointqp.leases.lost", description: "Leases that ran out or whose worker was started anew.");
        _fenced = meter.CreateCounter<long>("jointqp.results.fenced", description: "Messages that came after their lease was over, by message.");
        _rebuilt = meter.CreateCounter<long>("jointqp.stages.rebuilt", description: "Stages trained again because their checkpoint was unreadable.");
        _retried = meter.CreateCounter<long>("jointqp.stages.retried", description: "Failed and poisoned stages that a user let be tried again.");
        _alarms = meter.CreateCounter<long>("jointqp.determinism.alarms", description: "Stages that, trained again, ended in other bits.");
        StartAtZero();
    }

    /// <summary>Takes a study's stages as they are now into the gauges.</summary>
    public void Observe(string study, StageBoard board) => _boards[study] = board;

    /// <summary>Leaves a study out of the gauges.</summary>
    public void Forget(string study) => _boards.TryRemove(study, out _);

    public void OnEvent(StageEvent happened)
    {
        switch (happened)
        {
            case StageEvent.LeaseGranted:
                _granted.Add(1);
                break;
            case StageEvent.AttemptEnded ended:
                _attempts.Add(1, new KeyValuePair<string, object?>("outcome", ended.Outcome.ToString()));
                break;
            case StageEvent.LeaseLost:
                _lost.Add(1);
                break;
            case StageEvent.MessageFenced fenced:
                OnFenced(fenced.Message);
                break;
            case StageEvent.StageRebuilt:
                _rebuilt.Add(1);
                break;
            case StageEvent.StageRetried:
                _retried.Add(1);
                break;
            case StageEvent.DeterminismAlarm:
                _alarms.Add(1);
                break;
        }
    }

    /// <summary>A message was fenced.</summary>
    public void OnFenced(string message) => _fenced.Add(1, new KeyValuePair<string, object?>("message", message));

    // A counter that appears with its first event hides that event: a rate needs the value before it.
    private void StartAtZero()
    {
        foreach (var counter in new[] { _granted, _lost, _rebuilt, _retried, _alarms })
            counter.Add(0);
        foreach (var outcome in Enum.GetNames<AttemptOutcome>())
            _attempts.Add(0, new KeyValuePair<string, object?>("outcome", outcome));
        foreach (var message in Messages)
            _fenced.Add(0, new KeyValuePair<string, object?>("message", message));
    }

    private IEnumerable<Measurement<int>> Count() =>
        Statuses.Select(status => new Measurement<int>(Sum(status), new KeyValuePair<string, object?>("status", status.ToString())));

    // What a paused study has ready is not in the queue.
    private int Queued() => _boards.Values.Where(board => board.Handout == Handout.Open).Sum(board => board.Count(StageStatus.Ready));

    private int Sum(StageStatus status) => _boards.Values.Sum(board => board.Count(status));
}
