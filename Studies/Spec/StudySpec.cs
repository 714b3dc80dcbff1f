using System.Collections.Immutable;
using JointQP.Studies.Analysis;
using JointQP.Studies.Analysis.Sequential;
using JointQP.Studies.Analysis.Verdicts;
using JointQP.Studies.Files;
using JointQP.Studies.Notation;
using JointQP.Studies.Search;
using JointQP.Studies.Stopping;
using JointQP.Studies.Words;

namespace JointQP.Studies.Spec;

/// <summary>What a user launches: experiments, seeds, limits and a priority.</summary>
public sealed record StudySpec
{
    /// <summary>1 to 64 of a-z, 0-9, '-', '_' and '.', not starting with a dot: it names a folder.</summary>
    public required string Name { get; init; }

    /// <summary>At least one, each once, none negative; in the order written. Of a study that gets seeds until it is decided those that it begins with.</summary>
    public required ImmutableArray<long> Seeds { get; init; }

    /// <summary>At least one, with distinct names; in the order written.</summary>
    public required ImmutableArray<ExperimentSpec> Experiments { get; init; }

    /// <summary>How much may go wrong, and how often work is saved.</summary>
    public StudyLimits Limits { get; init; } = new();

    /// <summary>Studies of higher priority are served first; -100 to 100.</summary>
    /// <value>Default 0.</value>
    public int Priority { get; init; }

    /// <summary>What its trials share.</summary>
    /// <value>Default <see cref="Sharing.All"/>.</value>
    public Sharing Sharing { get; init; } = Sharing.All;

    /// <summary>How it gets seeds until its primary comparison is decided; null when it has all from the start.</summary>
    public SequentialDesign? Sequential { get; init; }

    /// <summary>The files that its experiments need, each once.</summary>
    public ImmutableArray<NamedFile> Files =>
    [
        .. Experiments.SelectMany(experiment => new[] { experiment.Plugin, experiment.Weights }).OfType<NamedFile>().DistinctBy(file => (file.Kind, file.Path)),
    ];

    /// <summary>The study with the contents that its files had at its launch: from then on its trials have their keys.</summary>
    /// <param name="contents">A file that is not among them keeps an empty hash.</param>
    public StudySpec WithFiles(ImmutableArray<FileContent> contents) => this with
    {
        Experiments =
        [
            .. Experiments.Select(experiment => experiment with
            {
                Plugin = experiment.Plugin?.Resolve(contents),
                Weights = experiment.Weights?.Resolve(contents),
            }),
        ],
    };
}

/// <summary>What the trials of a study share. Their results are the same bits either way.</summary>
public enum Sharing
{
    /// <summary>Equal beginnings are trained once, and stages that another study has trained on the same numeric fingerprint are taken over from it.</summary>
    All,

    /// <summary>Equal beginnings are trained once.</summary>
    Study,

    /// <summary>Nothing: each trial is trained from its first step to its last. For measuring what sharing saves, and for trying that it changes nothing.</summary>
    None,
}

/// <summary>How much may go wrong, and how often work is saved.</summary>
public sealed record StudyLimits
{
    /// <summary>Leases of one stage that may run out; one more and the stage is poisoned. 0 to 1000.</summary>
    /// <value>Default 5.</value>
    public int Lost { get; init; } = 5;

    /// <summary>Attempts at one stage that may throw; one more and the stage is failed. 0 to 1000.</summary>
    /// <value>Default 1.</value>
    public int Failed { get; init; } = 1;

    /// <summary>How long a lease lasts without renewal; 1 second to 1 hour.</summary>
    /// <value>Default 30 seconds.</value>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The greatest <see cref="Parallel"/> that can be asked for.</summary>
    public const int MostParallel = 100_000;

    /// <summary>Stages that are leased at the same time at most, 1 to <see cref="MostParallel"/>; null for as many as there are workers.</summary>
    /// <value>Default null.</value>
    public int? Parallel { get; init; }

    /// <summary>How long is trained between two checkpoints inside a stage; 1 second to 1 day.</summary>
    /// <value>Default 30 seconds.</value>
    public TimeSpan CheckpointEvery { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary>One task, network and compression setting, for which several schedules are compared.</summary>
public sealed record ExperimentSpec
{
    /// <summary>Unique in the study; the same letters as a study's name.</summary>
    public required string Name { get; init; }

    /// <summary>A task of the vocabulary.</summary>
    public required string Task { get; init; }

    /// <summary>A data set of the vocabulary that the task can use.</summary>
    public required string Dataset { get; init; }

    /// <summary>Samples in each split.</summary>
    public required SampleCounts Samples { get; init; }

    /// <summary>A network of the vocabulary.</summary>
    public required string Network { get; init; }

    /// <summary>Optimizer, batch size and length.</summary>
    public required TrainingSettings Training { get; init; }

    /// <summary>How operators act, durations resolved to steps.</summary>
    public required CompressionSettings Compression { get; init; }

    /// <summary>At least one, with distinct labels; in the order written.</summary>
    public required ImmutableArray<ScheduleSpec> Schedules { get; init; }

    /// <summary>The names of those among them that nobody wrote: operators alone, added because a hypothesis takes them.</summary>
    public ImmutableArray<string> Added { get; init; } = [];

    /// <summary>For each space of orderings among the schedules how many it has, how many were left, and the sample's seed; for people.</summary>
    public ImmutableArray<string> Spaces { get; init; } = [];

    /// <summary>How its trials are stopped early; null for not at all.</summary>
    public StopperSettings? Stopper { get; init; }

    /// <summary>How one of its spaces of orderings is searched; null for not at all.</summary>
    public SearchSettings? Search { get; init; }

    /// <summary>The plug-in, when the task, data set or network is one of its own.</summary>
    public NamedFile? Plugin { get; init; }

    /// <summary>Weights to start from; null for initial weights from the seed.</summary>
    public NamedFile? Weights { get; init; }

    /// <summary>What the verdicts of a plug-in's task compare; null for a task of the vocabulary, which knows.</summary>
    public VerdictMetric? Metric { get; init; }

    /// <summary>What its network is trained for.</summary>
    public NetworkKind Kind { get; init; }

    /// <summary>
    /// Differences between orders that are smaller than it are of no account, in the metric's unit and above 0; null when none is named. It decides no training, only
    /// whether a verdict may say that there is no difference.
    /// </summary>
    public double? Margin { get; init; }

    /// <summary>What decides the result of a seed without any operator: what its trials have in common.</summary>
    internal TrialSpec FloatOf(long seed) => TrialOf(new ScheduleSpec("", Ordering.Float, Schedule.Float), seed);

    /// <summary>Which schedules are planned with one of the study's seeds before anything is trained: a search begins with the first seeds alone.</summary>
    internal Func<ScheduleSpec, bool> PlannedWith(long seed, ImmutableArray<long> seeds) =>
        Search is { } search && !seeds.Take(SearchSettings.FirstSeeds).Contains(seed) ? schedule => !search.Grid.Contains(schedule.Name) : _ => true;

    /// <summary>How many trials it plans with so many seeds before anything is trained.</summary>
    internal long TrialsWith(int seeds) =>
        ((long)Schedules.Length * seeds) - ((long)(Search?.Grid.Count ?? 0) * Math.Max(0, seeds - SearchSettings.FirstSeeds));

    /// <summary>What decides the result of one schedule with one seed.</summary>
    public TrialSpec TrialOf(ScheduleSpec schedule, long seed) => new()
    {
        Task = Task,
        Dataset = Dataset,
        Samples = Samples,
        Network = Network,
        Training = Training,
        Compression = Compression,
        Schedule = schedule.Schedule,
        Seed = seed,
        Plugin = Plugin is null ? null : new PluginRef(Plugin.Hash),
        InitialWeights = Weights is null ? null : new WeightsRef(Weights.Hash),
        Metric = Metric,
    };
}

/// <summary>A schedule and what it is called.</summary>
/// <param name="Name">Its label, unique in the experiment: the name it was given, or its ordering.</param>
/// <param name="Ordering">Its ordering.</param>
/// <param name="Schedule">The ordering with its onsets in steps.</param>
public sealed record ScheduleSpec(string Name, Ordering Ordering, Schedule Schedule);
