using System.Collections.Immutable;
using JointQP.Grains.Interfaces.Trials;
using JointQP.Grains.Storage;
using JointQP.Studies.Planning;
using JointQP.Studies.Stages;

namespace JointQP.Grains.Studies.Pulse;

/// <summary>What the metrics of a study's stages say, read once each, as they come.</summary>
internal sealed class StudyMetrics
{
    /// <summary>The most reads of the store in one look: a study that was trained before this silo was started is caught up with in several.</summary>
    internal const int MostReads = 400;

    private const int RowsAtOnce = 4000;

    private readonly string _study;
    private readonly IMetricStore _store;
    private readonly long[] _reached;
    private readonly bool[] _whole;
    private readonly ImmutableArray<ImmutableArray<PlannedTrial>> _trials;
    private readonly Dictionary<string, ExperimentMetrics> _experiments;

    public StudyMetrics(string study, StudyOutline outline, IMetricStore store)
    {
        (_study, Outline, _store) = (study, outline, store);
        var plan = outline.Plan;
        Positions = plan.Stages.Index().ToDictionary(stage => stage.Item.Id, stage => stage.Index, StringComparer.Ordinal);
        _reached = new long[plan.Stages.Length];
        Array.Fill(_reached, -1);
        _whole = new bool[plan.Stages.Length];
        var trials = plan.Stages.Select(_ => ImmutableArray.CreateBuilder<PlannedTrial>()).ToList();
        foreach (var trial in plan.Trials)
        {
            foreach (var id in trial.Path)
                trials[Positions[id]].Add(trial);
        }

        _trials = [.. trials.Select(builder => builder.ToImmutable())];
        _experiments = plan.Trials.GroupBy(trial => trial.Experiment, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => new ExperimentMetrics([.. group], Raced(outline, group.Key)), StringComparer.Ordinal);
    }

    /// <summary>A search races all that its study was not launched with, and its grid.</summary>
    private static Func<string, bool> Raced(StudyOutline outline, string name)
    {
        if (outline.Launched.Experiments.FirstOrDefault(experiment => experiment.Name == name) is not { Search: { } search } launched)
            return _ => false;
        var others = launched.Schedules.Select(schedule => schedule.Name).Where(schedule => !search.Grid.Contains(schedule)).ToHashSet(StringComparer.Ordinal);
        return schedule => !others.Contains(schedule);
    }

    public StudyOutline Outline { get; }

    /// <summary>Each stage's position in the plan.</summary>
    public Dictionary<string, int> Positions { get; }

    public ExperimentMetrics this[string experiment] => _experiments[experiment];

    /// <summary>Reads what has come since, and answers how many stages are left to be read.</summary>
    /// <param name="stages">The status of every stage, from before this call: of one that had come to its end, no row is missing in the store.</param>
    public async Task<int> ReadOn(ImmutableArray<StageStatus> stages)
    {
        var reads = 0;
        var due = Due(stages);
        foreach (var (index, at) in due.Index())
        {
            while (!await Read(at, underWay: stages[at] == StageStatus.Leased))
            {
                if (++reads >= MostReads)
                    return due.Count - index;
            }

            if (++reads >= MostReads)
                return due.Count - index - 1;
        }

        return 0;
    }

    /// <summary>Stages in training, then those that have ended and were not read to their end.</summary>
    private List<int> Due(ImmutableArray<StageStatus> stages)
    {
        var leased = new List<int>();
        var ended = new List<int>();
        foreach (var (at, status) in stages.Index())
        {
            // What was set aside, or is trained again, may say more one day.
            if (!status.HasEnded())
                _whole[at] = false;
            if (status == StageStatus.Leased)
                leased.Add(at);
            else if (!_whole[at] && HasEnded(status, begun: _reached[at] >= 0))
                ended.Add(at);
        }

        return [.. leased, .. ended];
    }

    // A cancelled study has any number of stages that were never trained: only those are read on that were seen in training.
    private static bool HasEnded(StageStatus status, bool begun) => status switch
    {
        StageStatus.Committed or StageStatus.Failed or StageStatus.Poisoned => true,
        StageStatus.Cancelled => begun,
        _ => false,
    };

    /// <summary>Reads rows of a stage once, and answers whether there are no more for now.</summary>
    private async Task<bool> Read(int at, bool underWay)
    {
        var stage = Outline.Plan.Stages[at];
        var rows = await _store.Read(_study, stage.Id, _reached[at], RowsAtOnce);
        var more = rows.Length > RowsAtOnce;
        // The last step of a stage in training may still grow by other names, and would not be read again.
        if (underWay && !rows.IsEmpty)
            rows = rows.RemoveAll(row => row.Step == rows[^1].Step);
        foreach (var row in rows)
            Take(at, row);
        if (!rows.IsEmpty)
            _reached[at] = rows[^1].Step;
        _whole[at] = !underWay && !more;
        return !more;
    }

    private void Take(int at, MetricRow row)
    {
        foreach (var trial in _trials[at])
            _experiments[trial.Experiment].Take(trial, row);
    }
}
