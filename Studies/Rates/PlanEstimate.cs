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
        var (stages, alone) = prices.Of(plan);
        if (!prices.Unmeasured.IsEmpty)
            return new(device, workers, null, null, null, null, prices.Unmeasured, []);
        var shared = stages.Aggregate(default(TimeRange), (sum, stage) => sum + stage.Time);
        StageLayout layout = new(plan);
        return new(
            device,
            workers,
            shared,
            study.Sharing == Sharing.None ? shared : alone,
            new TimeRange(Wall(stage => stage.Likely), Wall(stage => stage.Least), Wall(stage => stage.Most)),
            stages.All(stage => stage.Bytes is not null) ? stages.Sum(stage => stage.Bytes!.Value) : null,
            [],
            prices.Assumed);

        double Wall(Func<TimeRange, double> of) => ListSchedule.Makespan(layout, [.. stages.Select(stage => of(stage.Time))], workers);
    }

    private sealed class StagePrices(RateBook book, string device)
    {
        private const int SchedulesRemembered = 10_000;

        private readonly Dictionary<RateKey, NetworkPrices?> _networks = [];
        private readonly HashSet<AssumedRate> _assumed = [];
        private readonly Dictionary<string, NetworkPrices?> _experiments = new(StringComparer.Ordinal);
        private readonly Dictionary<(string Experiment, string Schedule), StepKinds> _kinds = [];

        public ImmutableArray<string> Unmeasured =>
            [.. _networks.Where(network => network.Value is null).Select(network => network.Key.Network).Distinct().Order(StringComparer.Ordinal)];

        public ImmutableArray<AssumedRate> Assumed =>
            [.. _assumed.OrderBy(rate => rate.Network, StringComparer.Ordinal).ThenBy(rate => rate.What, StringComparer.Ordinal)];

        /// <summary>Of each stage, and of all trials, each trained by itself.</summary>
        public ((TimeRange Time, long? Bytes)[] Stages, TimeRange Alone) Of(StudyPlan plan)
        {
            var stages = new (TimeRange, long?)[plan.Stages.Length];
            var led = Enumerable.Range(0, stages.Length).ToLookup(stage => plan.Stages[stage].Leader);
            var judged = plan.Rungs.SelectMany(rung => rung.Trials).CountBy(judged => judged.Trial).ToDictionary();
            var alone = default(TimeRange);
            foreach (var trial in plan.Trials)
            {
                if (PricesOf(trial) is not { } prices)
                    continue;
                Course course = new(prices, KindsOf(trial), trial.Spec);
                foreach (var stage in led[trial.Index])
                    stages[stage] = course.Of(plan.Stages[stage]);
                alone += course.Alone(judged.GetValueOrDefault(trial.Index));
            }

            return (stages, alone);
        }

        private NetworkPrices? PricesOf(PlannedTrial trial)
        {
            if (!_experiments.TryGetValue(trial.Experiment, out var prices))
                _experiments.Add(trial.Experiment, prices = PricesOf(trial.Spec));
            return prices;
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
            if (_kinds.Count >= SchedulesRemembered)
                _kinds.Clear();
            _kinds.Add((trial.Experiment, trial.ScheduleName), kinds = new StepKinds(trial.Spec));
            return kinds;
        }
    }

    /// <summary>A trial's training, of which a part costs what its steps and evaluations do.</summary>
    private readonly record struct Course(NetworkPrices Prices, StepKinds Kinds, TrialSpec Spec)
    {
        public (TimeRange Time, long? Bytes) Of(PlannedStage stage)
        {
            var time = Prices.Overhead + Training(stage.From, stage.To);
            if (stage.Rung)
                time += Judging(stage.To);
            if (stage.Final)
                time += Testing;
            return (time, Prices.Checkpoint(Kinds.After(stage.To)));
        }

        /// <summary>All of it, in as many stages as the trial has by itself: the parts add up, so that nothing is planned anew.</summary>
        /// <param name="judged">At how many rungs, all of them after its last event.</param>
        public TimeRange Alone(int judged) =>
            (Prices.Overhead * (1 + judged + TrialEvent.Of(Spec).Count(change => change.Step > 0)))
            + Training(0, Spec.TotalSteps) + (Judging(Spec.TotalSteps) * judged) + Testing;

        private TimeRange Testing => Prices.Evaluation(Kinds.After(Spec.TotalSteps), Spec.Samples.Test);

        private TimeRange Judging(long step) => Prices.Evaluation(Kinds.After(step), Spec.Samples.Validation);

        /// <summary>The steps, and the evaluations at the ends of epochs.</summary>
        private TimeRange Training(long from, long to)
        {
            var time = default(TimeRange);
            foreach (var span in Kinds.Spans(from, to))
            {
                time += Prices.Step(span.Kind) * (span.To - span.From);
                if ((span.To / Spec.StepsPerEpoch) - (span.From / Spec.StepsPerEpoch) is > 0 and var epochs)
                    time += Prices.Evaluation(span.Settled, Spec.Samples.Validation) * epochs;
            }

            return time;
        }
    }
}
