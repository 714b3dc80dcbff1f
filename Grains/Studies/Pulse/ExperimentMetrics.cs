using System.Collections.Immutable;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Grains.Interfaces.Trials;
using JointQP.Studies.Analysis;
using JointQP.Studies.Planning;
using JointQP.Studies.Spec;

namespace JointQP.Grains.Studies.Pulse;

/// <summary>The curves of an experiment's schedules and the results of its trials, from the metrics as they are read.</summary>
internal sealed class ExperimentMetrics
{
    private const string Train = "train/";

    private readonly ImmutableArray<PlannedTrial> _trials;
    private readonly VerdictMetric _metric;
    private readonly string _validation;
    private readonly Func<string, bool> _raced;
    private readonly SortedDictionary<int, double> _final = [];
    private readonly Dictionary<string, (LearningCurve Validation, LearningCurve Loss)> _curves;
    private string? _loss;
    private int _judged = -1;

    /// <summary>Of these trials.</summary>
    /// <param name="trials">All of the experiment.</param>
    /// <param name="raced">Whether a schedule is one of those that a search races: it was chosen by what it gave, and is in no comparison.</param>
    public ExperimentMetrics(ImmutableArray<PlannedTrial> trials, Func<string, bool> raced)
    {
        (_trials, _raced) = (trials, raced);
        _metric = trials[0].Spec.Metric ?? Vocabulary.Default.MetricOf(trials[0].Spec.Task);
        _validation = _metric.OnValidation;
        First = [.. trials.DistinctBy(trial => trial.ScheduleName, StringComparer.Ordinal)];
        _curves = First.ToDictionary(
            trial => trial.ScheduleName,
            trial => (new LearningCurve(trial.Spec.TotalSteps), new LearningCurve(trial.Spec.TotalSteps)),
            StringComparer.Ordinal);
    }

    /// <summary>The first trial of each schedule, in the spec's order.</summary>
    public ImmutableArray<PlannedTrial> First { get; }

    /// <summary>The metric verdicts see.</summary>
    public string Metric => _metric.Name;

    /// <summary>The metric of the curves: the same for all, so that they can be compared.</summary>
    public string CurveMetric => IsValidated ? _validation : _loss ?? _validation;

    /// <summary>The metric of verdicts by schedule.</summary>
    public ImmutableDictionary<string, Interval?> Final { get; private set; } = ImmutableDictionary<string, Interval?>.Empty;

    public ImmutableArray<BestTrial> Best { get; private set; } = [];

    public ImmutableArray<OrderComparison> Comparisons { get; private set; } = [];

    private bool IsValidated => _curves.Values.Any(curve => !curve.Validation.IsEmpty);

    public ImmutableArray<CurvePoint> Curve(string schedule) =>
        IsValidated ? _curves[schedule].Validation.Points : _curves[schedule].Loss.Points;

    public void Take(PlannedTrial trial, MetricRow row)
    {
        if (row.Step < 1 || row.Step > trial.Spec.TotalSteps)
            return;
        if (row.Name == _metric.Name && row.Step == trial.Spec.TotalSteps)
            _final[trial.Index] = row.Value;
        else if (row.Name == _validation)
            _curves[trial.ScheduleName].Validation.Add(trial.Index, row.Step, row.Value);
        else if (row.Name == (_loss ??= row.Name.StartsWith(Train, StringComparison.Ordinal) ? row.Name : null))
            _curves[trial.ScheduleName].Loss.Add(trial.Index, row.Step, row.Value);
    }

    /// <summary>Compares anew, if a trial has come to its end since.</summary>
    public void Judge()
    {
        if (_judged == _final.Count)
            return;
        _judged = _final.Count;
        var outcomes = _trials.Select(trial => new TrialOutcome(trial.ScheduleName, trial.Spec.Schedule.Ordering, trial.Spec.Seed, Metrics(trial))).ToList();
        Final = ExperimentAnalysis.Summarize(outcomes, _metric).ToImmutableDictionary(row => row.Schedule, row => row.Metric, StringComparer.Ordinal);
        Comparisons = ExperimentAnalysis.CompareOrders(outcomes.Where(outcome => !_raced(outcome.Schedule)), _metric, ExperimentPulse.MostComparisons);
        var ranked = Ranked().ToList();
        var best = ranked.Take(1);
        if (ranked is [{ Spec.Schedule.Onsets.IsEmpty: true }, ..])
            best = best.Concat(ranked.Where(trial => !trial.Spec.Schedule.Onsets.IsEmpty).Take(1));
        Best = [.. best.Select(trial => new BestTrial(trial.ScheduleName, trial.Spec.Seed, _final[trial.Index]))];
    }

    private IEnumerable<PlannedTrial> Ranked()
    {
        var done = _trials.Where(trial => _final.ContainsKey(trial.Index));
        return _metric.HigherIsBetter ? done.OrderByDescending(trial => _final[trial.Index]) : done.OrderBy(trial => _final[trial.Index]);
    }

    private ImmutableDictionary<string, double> Metrics(PlannedTrial trial) =>
        _final.TryGetValue(trial.Index, out var value)
            ? ImmutableDictionary<string, double>.Empty.Add(_metric.Name, value)
            : ImmutableDictionary<string, double>.Empty;
}
