using System.Collections.Immutable;
using JointQP.Grains.Interfaces.Experiments;
using JointQP.Grains.Storage;
using JointQP.Studies.Analysis;
using JointQP.Studies.Planning;
using JointQP.Studies.Spec;
using JointQP.Studies.Stages;

namespace JointQP.Grains.Experiments;

/// <summary>An experiment: what its trials say, read from the store and remembered once a trial is done.</summary>
internal sealed class ExperimentGrain(
    [PersistentState("experiment", GrainStorage.Name)] IPersistentState<ExperimentState> stored,
    IStageStore stages,
    IMetricStore metrics) : Grain, IExperimentGrain
{
    private readonly Dictionary<int, TrialResult> _done = [];

    public async Task Define(string study, string experiment, ImmutableArray<PlannedTrial> trials)
    {
        if (!stored.RecordExists)
            await stored.Store(new ExperimentState { Study = study, Name = experiment, Trials = trials });
    }

    public async Task Forget()
    {
        _done.Clear();
        if (stored.RecordExists)
            await stored.ClearStateAsync();
        DeactivateOnIdle();
    }

    public Task<PlannedTrial?> GetTrial(int index) => Task.FromResult(stored.State.Trials.FirstOrDefault(trial => trial.Index == index));

    public async Task<ExperimentResult> GetResult()
    {
        var experiment = stored.State;
        if (experiment.Trials.IsEmpty)
            throw new InvalidOperationException($"Experiment {this.GetPrimaryKeyString()} was never defined.");
        var records = (await stages.Load(experiment.Study)).ToDictionary(stage => stage.Id, StringComparer.Ordinal);
        foreach (var trial in experiment.Trials.Where(trial => !_done.ContainsKey(trial.Index) && IsDone(trial, records)))
            _done[trial.Index] = await TrialReading.Done(experiment.Study, trial, records[trial.Path[^1]].Result!, metrics);

        ImmutableArray<TrialResult> results =
        [
            .. experiment.Trials.Select(trial => _done.GetValueOrDefault(trial.Index) ?? TrialReading.Underway(trial, records)),
        ];
        var metric = experiment.Trials[0].Spec.Metric ?? Vocabulary.Default.MetricOf(experiment.Trials[0].Spec.Task);
        var outcomes = experiment.Trials
            .Zip(results, (trial, result) => new TrialOutcome(trial.ScheduleName, trial.Spec.Schedule.Ordering, trial.Spec.Seed, result.Final))
            .ToList();
        return new ExperimentResult(
            experiment.Name,
            metric.Name,
            metric.HigherIsBetter,
            results,
            ExperimentAnalysis.Summarize(outcomes, metric),
            ExperimentAnalysis.CompareOrders(outcomes, metric));
    }

    private static bool IsDone(PlannedTrial trial, Dictionary<string, StageRecord> records) =>
        records[trial.Path[^1]] is { Status: StageStatus.Committed, Result: not null };
}
