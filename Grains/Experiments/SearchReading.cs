using System.Collections.Immutable;
using JointQP.Grains.Interfaces.Experiments;
using JointQP.Grains.Studies;
using JointQP.Studies.Analysis;
using JointQP.Studies.Search;
using JointQP.Studies.Spec;
using JointQP.Studies.Stages;

namespace JointQP.Grains.Experiments;

/// <summary>An experiment's search, replayed from what its trials have measured.</summary>
internal sealed class SearchReading
{
    private readonly SearchSettings _settings;
    private readonly ImmutableArray<TrialResult> _trials;

    private SearchReading(ExperimentSpec experiment, ImmutableArray<long> seeds, VerdictMetric metric, ImmutableArray<TrialResult> trials)
    {
        (_settings, _trials) = (experiment.Search!, trials);
        var known = trials.ToDictionary(trial => (trial.Schedule, trial.Seed));
        (Steps, Concluded) = new ScheduleSearch(experiment, seeds, metric.HigherIsBetter).Replay(
            (schedule, seed) => known.TryGetValue((schedule, seed), out var trial) && trial.Final.TryGetValue(metric.OnValidation, out var value) ? value : null,
            (schedule, seed) => known.TryGetValue((schedule, seed), out var trial) && trial.Status.HasEnded());
        Searched = [.. Steps.SelectMany(step => step.Schedules).Select(schedule => schedule.Name)];
    }

    /// <summary>Its steps so far; the trials of the last are not all over, unless it is <see cref="Concluded"/>.</summary>
    public ImmutableArray<SearchStep> Steps { get; }

    public bool Concluded { get; }

    /// <summary>The schedules that it tries.</summary>
    public ImmutableHashSet<string> Searched { get; }

    /// <summary>Null for an experiment without a search.</summary>
    public static SearchReading? Of(StudyOutline outline, string experiment, VerdictMetric metric, ImmutableArray<TrialResult> trials) =>
        outline.Launched.Experiments.FirstOrDefault(one => one.Name == experiment) is { Search: not null } searched
            ? new SearchReading(searched, outline.Launched.Seeds, metric, trials)
            : null;

    public SearchVerdict Verdict(VerdictMetric metric)
    {
        var values = _trials.Where(trial => trial.Final.ContainsKey(metric.Name)).ToDictionary(trial => (trial.Schedule, trial.Seed), trial => trial.Final[metric.Name]);
        return SearchVerdict.Of(_settings, Steps, Concluded, metric, (schedule, seed) => values.TryGetValue((schedule, seed), out var value) ? value : null);
    }
}
