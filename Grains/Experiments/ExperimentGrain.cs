using System.Collections.Immutable;
using JointQP.Grains.Interfaces.Experiments;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Grains.Storage;
using JointQP.Grains.Studies;
using JointQP.Studies.Analysis;
using JointQP.Studies.Analysis.Layers;
using JointQP.Studies.Analysis.Verdicts;
using JointQP.Studies.Planning;
using JointQP.Studies.Results;
using JointQP.Studies.Spec;
using JointQP.Studies.Stages;

namespace JointQP.Grains.Experiments;

/// <summary>An experiment: what its trials say, read from the store and remembered once a trial is done.</summary>
internal sealed class ExperimentGrain(
    [PersistentState("experiment", GrainStorage.Name)] IPersistentState<ExperimentState> stored,
    IStageStore stages,
    IMetricStore metrics,
    StudyOutlines outlines) : Grain, IExperimentGrain
{
    private StudyOutline? _outline;
    private ImmutableArray<PlannedTrial>? _trials;
    private readonly Dictionary<int, TrialResult> _done = [];

    private StudyOutline Outline => _outline ??= Find();

    private ImmutableArray<PlannedTrial> Trials => _trials ??= stored.RecordExists
        ? [.. Outline.Plan.Trials.Where(trial => trial.Experiment == stored.State.Name)]
        : [];

    public async Task Define(string study, string experiment, ImmutableArray<StudySource> sources)
    {
        if (stored.RecordExists && stored.State.Sources.Length == sources.Length)
            return;
        await stored.Store(new ExperimentState { Study = study, Name = experiment, Sources = sources });
        (_outline, _trials) = (null, null);
    }

    public async Task Forget()
    {
        _done.Clear();
        (_outline, _trials) = (null, null);
        if (stored.RecordExists)
            await stored.ClearStateAsync();
        DeactivateOnIdle();
    }

    public Task<PlannedTrial?> GetTrial(int index) => Task.FromResult(Trials.FirstOrDefault(trial => trial.Index == index));

    public async Task<ExperimentResult> GetResult()
    {
        var (results, outcomes, metric, search) = await Read();
        var looks = StudyAnalysis.Looks(OutcomesOf(outcomes, metric, search));
        var (pairs, more) = ExperimentAnalysis.CompareFirstOrders(Unsearched(outcomes, search), metric, ExperimentResult.MostComparisons);
        return new ExperimentResult(
            stored.State.Name,
            metric.Name,
            metric.HigherIsBetter,
            results,
            ExperimentAnalysis.Summarize(outcomes, metric),
            pairs,
            search?.Verdict(metric),
            more,
            looks)
        {
            Added = Outline.Spec.Experiments.First(experiment => experiment.Name == stored.State.Name).Added,
        };
    }

    public async Task<ExperimentTrials> GetOutcomes()
    {
        var (_, outcomes, metric, search) = await Read();
        return OutcomesOf(outcomes, metric, search);
    }

    public async Task<ExperimentVerdict> GetVerdict(VerdictRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.Judge(await GetOutcomes());
    }

    public async Task<ExperimentLayers> GetLayers()
    {
        var (study, trials) = (stored.State.Study, Trials);
        var records = await Records(trials);
        var done = trials.Where(trial => IsDone(trial, records)).ToList();
        var read = ExperimentLayers.Chosen(done, trial => trial.ScheduleName);
        // Trials share stages, and each is read once.
        var stagesRead = new Dictionary<string, List<MetricPoint>>(StringComparer.Ordinal);
        foreach (var stage in read.SelectMany(trial => trial.Path).Distinct(StringComparer.Ordinal))
            stagesRead.Add(stage, [.. (await TrialReading.Stage(study, stage, metrics)).Where(point => LayerMeasure.TryParse(point.Name, out _, out _))]);
        return ExperimentLayers.Of(
            stored.State.Name,
            read.Select(trial => new LayerTrial(trial.ScheduleName, trial.Spec.Schedule.Ordering, [.. trial.Path.SelectMany(stage => stagesRead[stage])])),
            done.Count - read.Count);
    }

    /// <summary>The outline of the study, and with it its sources: a thousand experiments that each keep what they read hold a large spec a thousand times.</summary>
    private StudyOutline Find()
    {
        var outline = outlines.Of(stored.State.Study, stored.State.Sources);
        stored.State = stored.State with { Sources = outline.Sources };
        return outline;
    }

    private ExperimentTrials OutcomesOf(List<TrialOutcome> outcomes, VerdictMetric metric, SearchReading? search)
    {
        var (study, spec) = (Outline.Spec, Outline.Spec.Experiments.First(experiment => experiment.Name == stored.State.Name));
        return new ExperimentTrials(spec.Name, spec.Kind, metric, [.. Unsearched(outcomes, search)])
        {
            Margin = spec.Margin,
            Schedules = Trials.DistinctBy(trial => trial.ScheduleName).ToDictionary(trial => trial.ScheduleName, trial => trial.Spec.Schedule, StringComparer.Ordinal),
            Search = search is null ? null : SearchEvidence.Of(search.Verdict(metric)),
            Sequential = study.Sequential?.Experiment == spec.Name ? study.Sequential : null,
        };
    }

    /// <summary>Every trial, done or not, in the plan's order.</summary>
    private async Task<(ImmutableArray<TrialResult> Results, List<TrialOutcome> Outcomes, VerdictMetric Metric, SearchReading? Search)> Read()
    {
        var (study, trials) = (stored.State.Study, Trials);
        if (trials.IsEmpty)
            throw new InvalidOperationException($"Experiment {this.GetPrimaryKeyString()} was never defined.");
        var records = await Records(trials);
        foreach (var trial in trials.Where(trial => !_done.ContainsKey(trial.Index) && IsDone(trial, records)))
            _done[trial.Index] = await TrialReading.Done(study, trial, records[trial.Path[^1]].Result!, metrics);
        foreach (var trial in trials.Where(trial => !_done.ContainsKey(trial.Index) && TrialReading.IsStopped(trial, records)))
            _done[trial.Index] = await TrialReading.Stopped(study, trial, records, metrics);

        ImmutableArray<TrialResult> results =
        [
            .. trials.Select(trial => _done.GetValueOrDefault(trial.Index) ?? TrialReading.Underway(trial, records)),
        ];
        var metric = trials[0].Spec.Metric ?? Vocabulary.Default.MetricOf(trials[0].Spec.Task);
        var outcomes = trials
            .Zip(results, (trial, result) => new TrialOutcome(
                trial.ScheduleName,
                trial.Spec.Schedule.Ordering,
                trial.Spec.Seed,
                result.Final,
                result.Status == StageStatus.Stopped,
                result.Final.IsEmpty && result.Status.HasEnded() && result.Status != StageStatus.Stopped))
            .ToList();
        return (results, outcomes, metric, SearchReading.Of(Outline, stored.State.Name, metric, results));
    }

    private async Task<Dictionary<string, StageRecord>> Records(ImmutableArray<PlannedTrial> trials) =>
        (await stages.LoadSome(stored.State.Study, [.. trials.SelectMany(trial => trial.Path).Distinct(StringComparer.Ordinal)])).ToDictionary(stage => stage.Id, StringComparer.Ordinal);

    private static IEnumerable<TrialOutcome> Unsearched(IEnumerable<TrialOutcome> outcomes, SearchReading? search) =>
        outcomes.Where(outcome => search?.Searched.Contains(outcome.Schedule) != true);

    private static bool IsDone(PlannedTrial trial, Dictionary<string, StageRecord> records) =>
        records[trial.Path[^1]] is { Status: StageStatus.Committed, Result: not null };
}
