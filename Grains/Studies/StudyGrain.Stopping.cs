using JointQP.Grains.Interfaces.Studies;
using JointQP.Grains.Storage;
using JointQP.Studies.Analysis;
using JointQP.Studies.Planning;
using JointQP.Studies.Spec;
using JointQP.Studies.Stages;
using JointQP.Studies.Stopping;
using Microsoft.Extensions.Logging;

namespace JointQP.Grains.Studies;

internal sealed partial class StudyGrain
{
    /// <summary>
    /// Decides every rung that all who are judged there have reached. What waits behind it needs no hurry: a rung is decided once for all
    /// seeds, by metrics that are the same whoever trained them, so that the study's result does not depend on who was faster.
    /// </summary>
    private async Task DecideRungs()
    {
        if (_board is null || stored.State.Phase is not { } phase || phase.HasEnded())
            return;
        while (NextRung() is { } rung)
        {
            var decision = await Judge(rung);
            // Told first, at worst twice; then the decision, from which follows what is stored of the stages.
            await Note(StudyNotes.Judged(rung, decision, time.GetUtcNow()));
            await stored.Store(stored.State with { Decisions = stored.State.Decisions.Add(decision) });
            LogJudged(Name, rung.Experiment, rung.Number, decision.Stopped.Length);
            await Apply(new StageCommand.Decide(decision));
        }
    }

    private PlannedRung? NextRung() => _outline!.Plan.Rungs
        .Where(rung => !_board!.Decisions.Any(decided => (decided.Experiment, decided.Rung) == (rung.Experiment, rung.Number)))
        .GroupBy(rung => rung.Experiment, StringComparer.Ordinal)
        .Select(open => open.First())
        .FirstOrDefault(rung => rung.Trials.All(judged => _board![judged.Stage].Status.HasEnded()));

    /// <summary>Of those that were stopped before, and those whose training failed, there is no value here.</summary>
    private async Task<RungDecision> Judge(PlannedRung rung)
    {
        var experiment = _outline!.Spec.Experiments.First(one => one.Name == rung.Experiment);
        var metric = experiment.Metric ?? Vocabulary.Default.MetricOf(experiment.Task);
        var values = new Dictionary<string, Dictionary<long, double>>(StringComparer.Ordinal);
        foreach (var (index, stage) in rung.Trials)
        {
            var trial = _outline.Plan.Trials[index];
            if (_board![stage].Status == StageStatus.Committed && await ValueAt(_outline.Stages[stage], metric) is { } value)
                Of(trial.ScheduleName)[trial.Spec.Seed] = value;
        }

        var contenders = experiment.Schedules
            .Where(schedule => values.ContainsKey(schedule.Name))
            .Select(schedule => new Contender(schedule.Name, schedule.Ordering, values[schedule.Name]))
            .ToList();
        return new RungDecision(rung.Experiment, rung.Number, Stopper.Judge(experiment.Stopper!, contenders, metric.HigherIsBetter));

        Dictionary<long, double> Of(string schedule)
        {
            if (!values.TryGetValue(schedule, out var its))
                values.Add(schedule, its = []);
            return its;
        }
    }

    private async Task<double?> ValueAt(PlannedStage rung, VerdictMetric metric)
    {
        var rows = await metrics.Read(Name, rung.Id, rung.To - 1, int.MaxValue);
        return rows.Where(row => row.Name == metric.AtRung).Select(row => (double?)row.Value).FirstOrDefault();
    }

    [LoggerMessage(LogLevel.Information, "Study {Study}: rung {Rung} of experiment {Experiment} is decided: {Stopped} schedules are stopped")]
    private partial void LogJudged(string study, string experiment, int rung, int stopped);
}
