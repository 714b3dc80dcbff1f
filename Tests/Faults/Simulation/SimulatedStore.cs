using System.Collections.Immutable;
using JointQP.Studies.Stages;

namespace JointQP.Tests.Faults.Simulation;

/// <summary>What a study stores of itself besides its stages.</summary>
internal sealed record StudyRow(long Version, bool Paused, bool Draining, bool Ended)
{
    public Handout Handout => (Paused, Draining) switch
    {
        (false, _) => Ended ? Handout.Closed : Handout.Open,
        (true, true) => Handout.Draining,
        _ => Handout.Closed,
    };
}

/// <summary>The rows of one study.</summary>
internal sealed class StudyRows(IEnumerable<StageRecord> stages)
{
    public StudyRow Study { get; set; } = new(0, false, false, false);

    public Dictionary<string, StageRecord> Stages { get; } = stages.ToDictionary(stage => stage.Id, StringComparer.Ordinal);

    /// <summary>By stage, then by step and name: the value of each epoch.</summary>
    public Dictionary<string, SortedDictionary<(long Step, string Name), SortedList<long, double>>> Metrics { get; } = new(StringComparer.Ordinal);

    /// <summary>What readers see: of each step and name the value of the greatest epoch.</summary>
    public IEnumerable<Row> Read(string stage) =>
        Metrics.GetValueOrDefault(stage)?.Select(row => new Row(row.Key.Step, row.Key.Name, row.Value.Values[^1])) ?? [];
}

/// <summary>
/// The store of the cluster, with the conditions of the real one. Its effects happen at one moment; errors come before, or after the effect.
/// </summary>
internal sealed class SimulatedStore(VirtualTime time, Dice dice, Auditor auditor, Tally tally)
{
    private readonly Dictionary<string, StudyRows> _studies = new(StringComparer.Ordinal);

    public Weather Weather { get; set; } = Weather.Calm;

    public StudyRows this[string study] => _studies[study];

    public IEnumerable<string> Studies => _studies.Keys;

    public void Add(string study, IEnumerable<StageRecord> stages) => _studies.Add(study, new StudyRows(stages));

    public Task<StudyRows> Load(SimulatedProcess caller, string study) => Do(caller, () =>
    {
        // As they are now, and not as they will be.
        StudyRows copy = new(_studies[study].Stages.Values) { Study = _studies[study].Study };
        return copy;
    });

    public Task<bool> TryUpdate(SimulatedProcess caller, string study, ImmutableArray<(StageRecord Before, StageRecord After)> updates, Func<bool> isStale) => Do(caller, () =>
    {
        var rows = _studies[study].Stages;
        if (updates.Any(update => rows[update.Before.Id] is var row && (row.Epoch != update.Before.Epoch || row.Version != update.Before.Version)))
        {
            tally.Count("stale writes refused");
            return false;
        }

        foreach (var (_, after) in updates)
        {
            var before = rows[after.Id];
            rows[after.Id] = after with { Deadline = null };
            auditor.Stored(study, before, after, _studies[study].Study, isStale());
        }

        return true;
    });

    public Task<bool> TryUpdate(SimulatedProcess caller, string study, StudyRow next) => Do(caller, () =>
    {
        if (_studies[study].Study.Version != next.Version - 1)
            return false;
        _studies[study].Study = next;
        return true;
    });

    public Task<bool> Append(SimulatedProcess caller, Token token, ImmutableArray<Row> rows) => Do(caller, () =>
    {
        var study = _studies[token.Study];
        if (study.Stages[token.Stage].Epoch != token.Epoch)
        {
            tally.Count("fenced metrics");
            return false;
        }

        auditor.Appended(token, study.Stages[token.Stage]);
        if (!study.Metrics.TryGetValue(token.Stage, out var stored))
            study.Metrics.Add(token.Stage, stored = []);
        foreach (var row in rows)
        {
            if (!stored.TryGetValue((row.Step, row.Name), out var values))
                stored.Add((row.Step, row.Name), values = []);
            values.TryAdd(token.Epoch, row.Value);
        }

        return true;
    });

    private async Task<T> Do<T>(SimulatedProcess caller, Func<T> effect)
    {
        Pending<(T? Value, string? Error)> done = new(caller);
        var latency = dice.Roll(Weather.MessageLate) ? dice.Between(0, 3000) : dice.Between(1, 5);
        if (dice.Roll(Weather.StoreRefuses))
        {
            tally.Count("store errors before the effect");
            time.After(latency, () => done.TryComplete((default, "the store refused")));
        }
        else
        {
            var forgets = dice.Roll(Weather.StoreForgetsToAnswer);
            time.After(latency, () =>
            {
                // What a process had sent when it died may arrive or not.
                if (!caller.Alive && dice.Roll(0.5))
                    return;
                var value = effect();
                if (forgets)
                    tally.Count("store errors after the effect");
                done.TryComplete((value, forgets ? "the store did not answer" : null));
            });
        }

        var (result, error) = await done;
        return error is null ? result! : throw new CallFailedException(error);
    }
}
