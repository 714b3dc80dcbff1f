using System.Collections.Immutable;
using JointQP.Grains.Interfaces.Experiments;
using JointQP.Grains.Storage;
using JointQP.Studies.Planning;
using JointQP.Studies.Results;
using JointQP.Studies.Stages;
using JointQP.Studies.Words;

namespace JointQP.Grains.Experiments;

/// <summary>A trial's result, read from the store.</summary>
internal static class TrialReading
{
    private const int RowsAtOnce = 10_000;

    /// <summary>Of a trial whose last stage is committed: all its metrics are there, and none will come.</summary>
    public static async Task<TrialResult> Done(string study, PlannedTrial trial, StageResult last, IMetricStore metrics)
    {
        var points = new List<MetricPoint>();
        for (var stage = 0; stage < trial.Path.Length; stage++)
            await ReadStage(study, trial.Path[stage], stage, metrics, points);
        var key = TrialKey.Of(trial.Spec);
        return Empty(trial, key, StageStatus.Committed) with
        {
            Final = points.Where(point => point.Stage == trial.Path.Length - 1 && point.Step == trial.Spec.TotalSteps)
                .ToImmutableSortedDictionary(point => point.Name, point => point.Value, StringComparer.Ordinal),
            StateHash = last.StateHash,
            Digest = ResultHash.OfTrial(key, last.StateHash, points).Digest,
        };
    }

    /// <summary>Whether a stopper has ended a trial and all is there that it came to.</summary>
    public static bool IsStopped(PlannedTrial trial, IReadOnlyDictionary<string, StageRecord> records) =>
        records[trial.Path[^1]].Status == StageStatus.Stopped
        && trial.Path.TakeWhile(id => records[id].Status != StageStatus.Stopped).All(id => records[id] is { Status: StageStatus.Committed, Result: not null });

    /// <summary>Of a trial that was stopped: it has no final metrics, but its part of the result hash, by what it came to.</summary>
    public static async Task<TrialResult> Stopped(string study, PlannedTrial trial, IReadOnlyDictionary<string, StageRecord> records, IMetricStore metrics)
    {
        var trained = trial.Path.TakeWhile(id => records[id].Status != StageStatus.Stopped).ToList();
        var points = new List<MetricPoint>();
        foreach (var (position, stage) in trained.Index())
            await ReadStage(study, stage, position, metrics, points);
        var key = TrialKey.Of(trial.Spec);
        return Empty(trial, key, StageStatus.Stopped) with
        {
            Digest = ResultHash.OfTrial(key, records[trained[^1]].Result!.StateHash, points).Digest,
            Reason = records[trial.Path[trained.Count]].Reason,
        };
    }

    /// <summary>Of a trial that is not done: how its first stage stands that is not committed.</summary>
    public static TrialResult Underway(PlannedTrial trial, IReadOnlyDictionary<string, StageRecord> records)
    {
        var stage = trial.Path.Select(id => records[id]).First(record => record.Status != StageStatus.Committed || record.Id == trial.Path[^1]);
        return Empty(trial, TrialKey.Of(trial.Spec), stage.Status) with { Reason = stage.Reason is { } reason ? FailureText.Reason(reason) : null };
    }

    private static TrialResult Empty(PlannedTrial trial, string key, StageStatus status) => new()
    {
        Index = trial.Index,
        Schedule = trial.ScheduleName,
        Seed = trial.Spec.Seed,
        Key = key,
        Status = status,
        Final = ImmutableSortedDictionary<string, double>.Empty,
    };

    /// <summary>The metrics of one stage, whatever its place in a trial.</summary>
    public static async Task<List<MetricPoint>> Stage(string study, string stage, IMetricStore metrics)
    {
        var points = new List<MetricPoint>();
        await ReadStage(study, stage, 0, metrics, points);
        return points;
    }

    private static async Task ReadStage(string study, string stage, int position, IMetricStore metrics, List<MetricPoint> points)
    {
        for (var after = -1L; ;)
        {
            var rows = await metrics.Read(study, stage, after, RowsAtOnce);
            if (rows.IsEmpty)
                return;
            points.AddRange(rows.Select(row => new MetricPoint(position, row.Step, row.Name, row.Value)));
            after = rows[^1].Step;
        }
    }
}
