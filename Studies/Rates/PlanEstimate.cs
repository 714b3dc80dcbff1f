using System.Collections.Immutable;
using JointQP.Studies.Planning;
using JointQP.Studies.Spec;
using JointQP.Studies.Stages;
using JointQP.Studies.Words;

namespace JointQP.Studies.Rates;

/// <summary>How long a plan takes and how much space, by measured rates.</summary>
/// <param name="Device">The kind of device that it is estimated for.</param>
/// <param name="Workers">How many train at the same time.</param>
/// <param name="DeviceTime">Of all stages together; null where a network was never measured.</param>
/// <param name="Unshared">The same without sharing.</param>
/// <param name="WallTime">From the first stage to the last, with the workers.</param>
/// <param name="CheckpointBytes">Of the checkpoints at the ends of all stages; null where none of a network was seen.</param>
/// <param name="Unmeasured">The networks that were never measured on such a device.</param>
/// <param name="Assumed">What was not measured, and what it is taken from.</param>
public sealed record PlanEstimate(
    string Device,
    int Workers,
    TimeRange? DeviceTime,
    TimeRange? Unshared,
    TimeRange? WallTime,
    long? CheckpointBytes,
    ImmutableArray<string> Unmeasured,
    ImmutableArray<AssumedRate> Assumed)
{
    private const int TrialsAtOnce = 10_000;

    /// <summary>The estimate of a study's plan.</summary>
    /// <param name="study">The study.</param>
    /// <param name="plan">Its plan.</param>
    /// <param name="book">What was measured.</param>
    /// <param name="workers">How many train at the same time, at least 1.</param>
    public static PlanEstimate Of(StudySpec study, StudyPlan plan, RateBook book, int workers)
    {
        ArgumentNullException.ThrowIfNull(study);
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(book);
        var networks = plan.Trials.Select(trial => trial.Spec.Network).Distinct(StringComparer.Ordinal).ToImmutableArray();
        var device = book.Networks.LastOrDefault(rates => networks.Contains(rates.Key.Network))?.Key.Device ?? "cpu";
        StagePrices prices = new(book, device);
        var stages = prices.Of(plan);
        if (!prices.Unmeasured.IsEmpty)
            return new(device, workers, null, null, null, null, prices.Unmeasured, []);
        var shared = Sum(stages);
        StageLayout layout = new(plan);
        return new(
            device,
            workers,
            shared,
            study.Sharing == Sharing.None ? shared : Alone(study, prices),
            new TimeRange(Wall(stage => stage.Likely), Wall(stage => stage.Least), Wall(stage => stage.Most)),
            stages.All(stage => stage.Bytes is not null) ? stages.Sum(stage => stage.Bytes!.Value) : null,
            [],
            prices.Assumed);

        double Wall(Func<TimeRange, double> of) => ListSchedule.Makespan(layout, [.. stages.Select(stage => of(stage.Time))], workers);
    }

    /// <summary>Of every trial by itself. A part of the schedules is planned at a time: a plan without sharing holds several times the stages.</summary>
    private static TimeRange Alone(StudySpec study, StagePrices prices) => study.Experiments
        .SelectMany(experiment => experiment.Schedules.Chunk(Math.Max(1, TrialsAtOnce / study.Seeds.Length)), (experiment, schedules) => experiment with { Schedules = [.. schedules] })
        .Select(part => Sum(prices.Of(StudyPlanner.Plan(study with { Sharing = Sharing.None, Experiments = [part] }))))
        .Aggregate(default(TimeRange), (sum, time) => sum + time);

    private static TimeRange Sum(ImmutableArray<(TimeRange Time, long? Bytes)> stages) => stages.Aggregate(default(TimeRange), (sum, stage) => sum + stage.Time);

    private sealed class StagePrices(RateBook book, string device)
    {
        private readonly Dictionary<RateKey, NetworkPrices?> _networks = [];
        private readonly HashSet<AssumedRate> _assumed = [];
        private readonly Dictionary<string, NetworkPrices?> _experiments = new(StringComparer.Ordinal);
        private readonly Dictionary<(string Experiment, string Schedule), StepKinds> _kinds = [];

        public ImmutableArray<string> Unmeasured =>
            [.. _networks.Where(network => network.Value is null).Select(network => network.Key.Network).Distinct().Order(StringComparer.Ordinal)];

        public ImmutableArray<AssumedRate> Assumed =>
            [.. _assumed.OrderBy(rate => rate.Network, StringComparer.Ordinal).ThenBy(rate => rate.What, StringComparer.Ordinal)];

        public ImmutableArray<(TimeRange Time, long? Bytes)> Of(StudyPlan plan) => [.. plan.Stages.Select(stage => Of(plan.Trials[stage.Leader], stage))];

        private (TimeRange Time, long? Bytes) Of(PlannedTrial trial, PlannedStage stage)
        {
            var spec = trial.Spec;
            if (!_experiments.TryGetValue(trial.Experiment, out var prices))
                _experiments.Add(trial.Experiment, prices = PricesOf(spec));
            if (prices is null)
                return default;
            var kinds = KindsOf(trial);
            var time = prices.Overhead;
            foreach (var (kind, steps) in kinds.Spans(stage.From, stage.To))
                time += prices.Step(kind) * steps;
            for (var epoch = (stage.From / spec.StepsPerEpoch) + 1; epoch * spec.StepsPerEpoch <= stage.To; epoch++)
                time += prices.Evaluation(kinds.After(epoch * spec.StepsPerEpoch), spec.Samples.Validation);
            if (stage.Rung)
                time += prices.Evaluation(kinds.After(stage.To), spec.Samples.Validation);
            if (stage.Final)
                time += prices.Evaluation(kinds.After(stage.To), spec.Samples.Test);
            return (time, prices.Checkpoint(kinds.After(stage.To)));
        }

        private NetworkPrices? PricesOf(TrialSpec spec)
        {
            var key = RateKey.Of(spec, device);
            if (!_networks.TryGetValue(key, out var prices))
                _networks.Add(key, prices = NetworkPrices.Find(book, key, rate => _assumed.Add(rate)));
            return prices;
        }

        /// <summary>The same for every seed, so that the latest are remembered.</summary>
        private StepKinds KindsOf(PlannedTrial trial)
        {
            if (_kinds.TryGetValue((trial.Experiment, trial.ScheduleName), out var kinds))
                return kinds;
            if (_kinds.Count >= TrialsAtOnce)
                _kinds.Clear();
            _kinds.Add((trial.Experiment, trial.ScheduleName), kinds = new StepKinds(trial.Spec));
            return kinds;
        }
    }
}
