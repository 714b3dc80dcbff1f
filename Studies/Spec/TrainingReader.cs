using JointQP.Studies.Spec.Yaml;
using JointQP.Studies.Words;

namespace JointQP.Studies.Spec;

/// <summary>Optimizer, batch size, length and learning rates of one experiment; <paramref name="samples"/> is null where they could not be read.</summary>
internal sealed class TrainingReader(SpecReader reader, SampleCounts? samples)
{
    private const string StepForm = "decay: { name: step, factor: 0.7, every: 1 epoch }";
    private const string LinearForm = "decay: { name: linear, from: 50% }";

    // PyTorch's, and what the method was published with: its steps have a length of their own.
    private const double AdadeltaRate = 1;

    public TrainingSettings? Read(SpecNode? node)
    {
        string[] keys = ["epochs", "batch", "optimizer", "rate", "momentum", "weight-decay", "decay"];
        if (node is null || reader.Mapping(node, "training", keys) is not { } training)
            return null;
        var epochs = reader.Count(training.Required("epochs"), "epochs", 1, SpecReader.Many);
        var defaults = new TrainingSettings { Epochs = 1 };
        var (batchNode, momentumNode) = (training.Optional("batch"), training.Optional("momentum"));
        var batch = batchNode is null ? defaults.Batch : reader.Count(batchNode, "batch", 1, SpecReader.Many);
        var optimizer = reader.Choice<OptimizerKind>(training.Optional("optimizer"), "optimizer") ?? defaults.Optimizer;
        var settings = defaults with
        {
            Optimizer = optimizer,
            Rate = reader.Number(training.Optional("rate"), "rate", rate => rate is > 0 and <= 100, "a number above 0 and at most 100")
                ?? (optimizer == OptimizerKind.Adadelta ? AdadeltaRate : defaults.Rate),
            Momentum = reader.Number(momentumNode, "momentum", momentum => momentum is >= 0 and < 1, "a number from 0 to below 1") ?? defaults.Momentum,
            WeightDecay = reader.Number(training.Optional("weight-decay"), "weight-decay", decay => decay is >= 0 and <= 1, "a number from 0 to 1")
                ?? defaults.WeightDecay,
        };
        if (optimizer != OptimizerKind.Sgd && momentumNode is not null)
        {
            var word = optimizer.ToString().ToLowerInvariant();
            reader.Problem(momentumNode, $"momentum belongs to sgd, and the optimizer is {word}; allowed: optimizer sgd, or no momentum");
        }

        var clock = samples is null || epochs is null || batch is null ? null : new TrainingClock(samples.Train / batch.Value, epochs.Value);
        settings = ReadDecay(training.Optional("decay"), clock, settings);
        if (batch > samples?.Train)
        {
            reader.Problem(
                batchNode ?? node, $"batch {batch} is more than the {samples.Train} training samples, so no step could be trained; allowed: at most {samples.Train}");
            return null;
        }

        return epochs is null || batch is null ? null : settings with { Epochs = epochs.Value, Batch = batch.Value };
    }

    /// <summary>A word, or a mapping with the settings of <c>step</c> or <c>linear</c>.</summary>
    private TrainingSettings ReadDecay(SpecNode? node, TrainingClock? clock, TrainingSettings settings)
    {
        if (node is not MappingNode)
        {
            var word = reader.Choice<RateDecay>(node, "decay");
            if (word == RateDecay.Step)
                reader.Problem(node!, $"decay 'step' needs a factor and how often; allowed: {StepForm}");
            return settings with { Decay = word ?? settings.Decay };
        }

        if (reader.Mapping(node, "decay", "name", "factor", "every", "from") is not { } decay
            || reader.Choice<RateDecay>(decay.Required("name"), "decay") is not { } name)
        {
            return settings;
        }

        string[] allowed = name switch
        {
            RateDecay.Step => ["factor", "every"],
            RateDecay.Linear => ["from"],
            _ => [],
        };
        foreach (var key in ((string[])["factor", "every", "from"]).Except(allowed))
        {
            if (decay.Optional(key) is { } foreign)
                reader.Problem(foreign, $"'{key}' is no setting of decay '{name.ToString().ToLowerInvariant()}'; allowed: {StepForm}, or {LinearForm}");
        }

        return name switch
        {
            RateDecay.Step => settings with
            {
                Decay = name,
                DecayFactor = reader.Number(decay.Required("factor"), "factor", factor => factor is > 0 and <= 1, "a number above 0 and at most 1"),
                DecayEvery = ReadSteps(decay.Required("every"), "every", clock, steps => steps >= 1, "at least 1 step between two falls of the rate"),
            },
            RateDecay.Linear => settings with
            {
                Decay = name,
                // From step 0 is the same as no setting, and gives the same trials.
                DecayFrom = ReadSteps(decay.Optional("from"), "from", clock, steps => steps < clock!.TotalSteps, "a step before the end") is { } from and > 0 ? from : null,
            },
            _ => settings with { Decay = name },
        };
    }

    private long? ReadSteps(SpecNode? node, string what, TrainingClock? clock, Predicate<long> check, string allowed)
    {
        if (reader.Duration(node, what) is not { } duration || clock is not { TotalSteps: > 0 })
            return null;
        var steps = clock.ToSteps(duration);
        if (check(steps))
            return steps;
        reader.Problem(node!, $"{what} is {steps} steps; allowed: {allowed}");
        return null;
    }
}
