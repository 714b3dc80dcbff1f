using System.Collections.Immutable;
using JointQP.Studies.Files;
using JointQP.Studies.Spec.Yaml;

namespace JointQP.Studies.Spec;

/// <summary>Reads a study from YAML and tells everything that is wrong with it at once.</summary>
/// <remarks>
/// Keys and their defaults, beside those stated at <see cref="StudyLimits"/>, <see cref="Words.TrainingSettings"/> and
/// <see cref="Words.CompressionSettings"/>: <c>task</c> is the data set's; <c>ramp</c> is every 0.5 epochs, 4 times.
/// </remarks>
public static class StudySpecParser
{
    /// <summary>The most trials a study may have.</summary>
    public const int MaximumTrials = 100_000;

    /// <summary>Reads a spec.</summary>
    /// <param name="text">YAML.</param>
    /// <param name="vocabulary">The names it may use; <see cref="Vocabulary.Default"/> when left out.</param>
    public static SpecResult Parse(string text, Vocabulary? vocabulary = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        var (root, unreadable) = YamlTree.Read(text);
        if (root is null)
            return new SpecResult(null, [unreadable!]);
        var reader = new SpecReader();
        var spec = ReadStudy(reader, root, vocabulary ?? Vocabulary.Default);
        ImmutableArray<SpecProblem> problems = [.. reader.Problems];
        return new SpecResult(problems.IsEmpty ? spec : null, problems);
    }

    private static StudySpec? ReadStudy(SpecReader reader, SpecNode root, Vocabulary vocabulary)
    {
        if (reader.Mapping(root, "the study", "name", "seeds", "limits", "priority", "sharing", "plugin", "experiments") is not { } study)
            return null;
        var name = reader.Name(study.Required("name"), "the study's name");
        SeedsReader seedsReader = new(reader);
        var seeds = seedsReader.Read(study.Required("seeds"));
        var limits = ReadLimits(reader, study.Optional("limits"));
        var priority = reader.Count(study.Optional("priority"), "priority", -100, 100);
        var sharing = reader.Choice<Sharing>(study.Optional("sharing"), "sharing");
        var plugin = PluginReader.File(reader, study.Optional("plugin"), "plugin", FileKind.Plugin);
        var experiments = ReadExperiments(reader, study.Required("experiments"), vocabulary, plugin, seeds.Length);
        if (name is null || seeds.IsEmpty || experiments.IsEmpty)
            return null;
        var trials = experiments.Sum(experiment => experiment.TrialsWith(seedsReader.Most));
        if (trials > MaximumTrials)
        {
            reader.Problem(
                root,
                $"the study has {trials} trials (schedules times seeds); allowed: at most {MaximumTrials} "
                + "(take fewer seeds or schedules; 'where', 'except' and 'sample: N' cut a space of orderings)");
        }

        return new StudySpec
        {
            Name = name,
            Seeds = seeds,
            Limits = limits,
            Priority = priority ?? 0,
            Sharing = sharing ?? Sharing.All,
            Experiments = experiments,
            // What is to be compared is known only when every experiment could be read.
            Sequential = reader.Problems.Any() ? null : seedsReader.Design(experiments, seeds.Length),
        };
    }

    private static StudyLimits ReadLimits(SpecReader reader, SpecNode? node)
    {
        var defaults = new StudyLimits();
        if (node is null || reader.Mapping(node, "limits", "lost", "failed", "lease", "checkpoint-every", "parallel") is not { } limits)
            return defaults;
        var second = TimeSpan.FromSeconds(1);
        return new StudyLimits
        {
            Lost = reader.Count(limits.Optional("lost"), "lost", 0, 1000) ?? defaults.Lost,
            Failed = reader.Count(limits.Optional("failed"), "failed", 0, 1000) ?? defaults.Failed,
            Lease = reader.Time(limits.Optional("lease"), "lease", second, TimeSpan.FromHours(1), "from 1s to 1h") ?? defaults.Lease,
            CheckpointEvery = reader.Time(limits.Optional("checkpoint-every"), "checkpoint-every", second, TimeSpan.FromDays(1), "from 1s to 24h")
                ?? defaults.CheckpointEvery,
            Parallel = reader.Count(limits.Optional("parallel"), "parallel", 1, StudyLimits.MostParallel),
        };
    }

    private static ImmutableArray<ExperimentSpec> ReadExperiments(SpecReader reader, SpecNode? node, Vocabulary vocabulary, NamedFile? plugin, int seeds)
    {
        var experiments = ImmutableArray.CreateBuilder<ExperimentSpec>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        CrossReader cross = new(reader);
        foreach (var item in (reader.List(node, "experiments", "experiment")?.Items ?? []).SelectMany(entry => cross.Expand(entry)))
        {
            if (new ExperimentReader(reader, vocabulary, names, plugin, seeds).Read(item) is { } experiment)
                experiments.Add(experiment);
        }

        return experiments.ToImmutable();
    }
}
