using JointQP.Studies.Analysis;
using JointQP.Studies.Analysis.Verdicts;
using JointQP.Studies.Files;
using JointQP.Studies.Spec.Yaml;
using JointQP.Studies.Words;

namespace JointQP.Studies.Spec;

/// <summary>
/// One experiment; <paramref name="names"/> holds those of the experiments before it, <paramref name="plugin"/> is the study's, which has so many
/// <paramref name="seeds"/>.
/// </summary>
internal sealed class ExperimentReader(SpecReader reader, Vocabulary vocabulary, HashSet<string> names, NamedFile? plugin, int seeds)
{
    private readonly PluginReader _plugins = new(reader, plugin);

    public ExperimentSpec? Read(SpecNode node)
    {
        string[] keys = ["name", "task", "dataset", "samples", "network", "weights", "training", "compression", "schedules", "stopper", "margin", "hypotheses", "cross"];
        if (reader.Mapping(node, "the experiment", keys) is not { } experiment)
            return null;
        var name = ReadName(experiment.Required("name"));
        var dataset = ReadDataset(experiment.Required("dataset"));
        var (task, metric, kind) = ReadTask(experiment.Optional("task"), dataset);
        var network = _plugins.Word(experiment.Required("network"), "network", vocabulary.Networks);
        var weights = PluginReader.File(reader, experiment.Optional("weights"), "weights", FileKind.Weights);
        var samples = ReadSamples(experiment.Required("samples"), dataset);
        var training = new TrainingReader(reader, samples).Read(experiment.Required("training"));
        var clock = samples is null || training is null ? null : new TrainingClock(samples.Train / training.Batch, training.Epochs);
        var compression = new CompressionReader(reader, clock).Read(experiment.Optional("compression"));
        var scheduleReader = new ScheduleReader(reader, clock, compression);
        var schedules = scheduleReader.ReadAll(experiment.Required("schedules"));
        var stopper = new StopperReader(reader, clock).Read(experiment.Optional("stopper"), schedules);
        if (scheduleReader.Search is { } searched)
        {
            SearchReader.Check(reader, searched.Node, searched.Settings, seeds);
            if (stopper is not null)
                reader.Problem(experiment.Optional("stopper")!, "a stopper ends trials whose results the search goes by; allowed: one of the two");
        }

        var added = new HypothesesReader(reader).Read(experiment.Optional("hypotheses"), schedules, scheduleReader.Search?.Settings, stopper);
        if (name is null || task is null || dataset is null || network is null || samples is null || training is null)
            return null;
        return new ExperimentSpec
        {
            Name = name,
            Task = task,
            Dataset = dataset.Name,
            Samples = samples,
            Network = network,
            Training = training,
            Compression = compression,
            Schedules = [.. schedules, .. added],
            Added = [.. added.Select(schedule => schedule.Name)],
            Spaces = scheduleReader.Spaces,
            Stopper = stopper,
            Search = scheduleReader.Search?.Settings,
            Plugin = new[] { task, dataset.Name, network }.Any(PluginName.IsOne) ? plugin : null,
            Weights = weights,
            Metric = metric,
            Kind = kind,
            Margin = reader.Number(experiment.Optional("margin"), "margin", margin => margin > 0 && double.IsFinite(margin), "a number above 0, in the metric's unit: 0.005 is half a percentage point of accuracy"),
        };
    }

    private string? ReadName(SpecNode? node)
    {
        var name = reader.Name(node, "the experiment's name");
        if (name is not null && !names.Add(name))
            reader.Problem(node!, $"a second experiment is named '{name}'; allowed: each name once");
        return name;
    }

    private DatasetEntry? ReadDataset(SpecNode? node)
    {
        var word = _plugins.Word(node, "dataset", [.. vocabulary.Datasets.Select(entry => entry.Name)]);
        // How many samples a plug-in's data set has is found by the worker; outside its own tasks it is one of labelled images.
        if (PluginName.IsOne(word))
            return new DatasetEntry(word!, vocabulary.Tasks[0].Name, int.MaxValue, int.MaxValue);
        return vocabulary.Datasets.FirstOrDefault(entry => entry.Name == word);
    }

    private (string? Name, VerdictMetric? Metric, NetworkKind Kind) ReadTask(SpecNode? node, DatasetEntry? dataset)
    {
        if (node is null)
            return (dataset?.Task, null, KindOf(dataset?.Task));
        if (node is MappingNode)
            return _plugins.Task(node) is { } found ? (found.Name, found.Metric, found.Kind) : default;
        if (node is ScalarNode { Value: var word } && PluginName.IsOne(word))
        {
            reader.Problem(node, $"a plug-in's task must say what its verdicts compare; allowed: {{ name: {word}, metric: test/NAME, higher-is-better: true or false }}");
            return default;
        }

        var task = reader.Word(node, "task", [.. vocabulary.Tasks.Select(entry => entry.Name)]);
        if (task is not null && dataset is not null && task != dataset.Task)
            reader.Problem(node, $"dataset '{dataset.Name}' is not one for task '{task}'; allowed: {dataset.Task}");
        return (task, null, KindOf(task));
    }

    private NetworkKind KindOf(string? task) => vocabulary.Tasks.FirstOrDefault(entry => entry.Name == task)?.Kind ?? NetworkKind.Discriminative;

    private SampleCounts? ReadSamples(SpecNode? node, DatasetEntry? dataset)
    {
        if (node is null || reader.Mapping(node, "samples", "train", "validation", "test") is not { } samples)
            return null;
        var train = reader.Count(samples.Required("train"), "train", 1, dataset?.TrainMaximum ?? int.MaxValue);
        var validation = reader.Count(samples.Required("validation"), "validation", 1, dataset?.TrainMaximum ?? int.MaxValue);
        var test = reader.Count(samples.Required("test"), "test", 1, dataset?.TestMaximum ?? int.MaxValue);
        if (train is null || validation is null || test is null)
            return null;
        if (dataset is not null && (long)train + validation > dataset.TrainMaximum)
        {
            reader.Problem(
                samples.Optional("validation")!,
                $"train {train} and validation {validation} make {(long)train + validation} samples; allowed: together at most {dataset.TrainMaximum}, which {dataset.Name} has");
        }

        return new SampleCounts(train.Value, validation.Value, test.Value);
    }
}

/// <summary>How long the training is, to turn durations into steps.</summary>
internal sealed record TrainingClock(long StepsPerEpoch, long Epochs)
{
    /// <summary>Between two masks, unless the spec says: half an epoch.</summary>
    public static Duration DefaultRampInterval { get; } = new(0.5m, DurationUnit.Epochs);

    public long TotalSteps => StepsPerEpoch * Epochs;

    public long ToSteps(Duration duration) => duration.ToSteps(StepsPerEpoch, TotalSteps);

    /// <summary>As <see cref="ToSteps(Duration)"/>; <paramref name="otherwise"/> where there is no duration or no clock.</summary>
    public static long StepsOr(long otherwise, TrainingClock? clock, Duration? duration) =>
        duration is null || clock is null ? otherwise : clock.ToSteps(duration.Value);
}
