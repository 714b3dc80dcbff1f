using System.Collections.Immutable;
using JointQP.Studies.Analysis.Sequential;
using JointQP.Studies.Analysis.Verdicts;
using JointQP.Studies.Spec.Yaml;

namespace JointQP.Studies.Spec;

/// <summary>A study's seeds: how many, which, or as many as a decision takes.</summary>
internal sealed class SeedsReader(SpecReader reader)
{
    private const int MostTold = 6;

    private SpecNode? _node;
    private SpecNode? _experiment;
    private SpecNode? _primary;
    private int? _to;

    /// <summary>The most seeds that there may be.</summary>
    public int Most { get; private set; }

    /// <summary>The seeds that the study begins with; none where something is wrong, which is told.</summary>
    public ImmutableArray<long> Read(SpecNode? node)
    {
        ImmutableArray<long> seeds = node switch
        {
            ScalarNode => reader.Count(node, "seeds, as a number of seeds,", 1, StudySpecParser.MaximumTrials) is { } count ? First(count) : [],
            MappingNode { Entries.IsEmpty: false } => ReadUntil(node),
            _ => ReadList(node),
        };
        Most = _to ?? seeds.Length;
        return seeds;
    }

    /// <summary>How the study gets seeds until it is decided; null where it has them from the start, or something is wrong, which is told.</summary>
    public SequentialDesign? Design(ImmutableArray<ExperimentSpec> experiments, int from)
    {
        if (_to is not { } to)
            return null;
        foreach (var chosen in experiments.Where(experiment => experiment.Search is not null))
            reader.Problem(_node!, $"experiment '{chosen.Name}' has a search, which chooses what gets more seeds by itself; allowed: a number of seeds, or a study of its own");
        foreach (var stopped in experiments.Where(experiment => experiment.Stopper is not null))
            reader.Problem(_node!, $"experiment '{stopped.Name}' has a stopper, which decides for all seeds at once and could not take more of them; allowed: a number of seeds, or no stopper");
        var looks = SeedLooks.Of(from, to, SequentialDesign.Alpha);
        if (looks.All(look => look.Alpha <= 0))
        {
            var enough = Enumerable.Range(to, int.MaxValue - to).First(more => SeedLooks.Of(from, more, SequentialDesign.Alpha).Any(look => look.Alpha > 0));
            reader.Problem(_node!, $"{to} seeds can decide nothing, however large the difference; allowed: 'to: {enough}' or more");
        }

        return Find(experiments) is not { } found
            ? null
            : new SequentialDesign(found.Experiment.Name, found.Operators, found.Contrast.First.Text, found.Contrast.Second.Text, First(to), looks, found.Experiment.Margin);
    }

    private ImmutableArray<long> ReadUntil(SpecNode node)
    {
        if (reader.Mapping(node, "seeds", "from", "to", "until", "experiment", "primary") is not { } seeds)
            return [];
        var from = reader.Count(seeds.Required("from"), "from", 2, StudySpecParser.MaximumTrials);
        var to = reader.Count(seeds.Required("to"), "to", from ?? 2, StudySpecParser.MaximumTrials);
        var until = reader.Word(seeds.Required("until"), "until", ["decided"]);
        (_node, _experiment, _primary) = (node, seeds.Optional("experiment"), seeds.Optional("primary"));
        if (from is null || to is null || until is null)
            return [];
        _to = to;
        return First(from.Value);
    }

    private ImmutableArray<long> ReadList(SpecNode? node)
    {
        var seeds = ImmutableArray.CreateBuilder<long>();
        HashSet<long> known = [];
        foreach (var item in reader.List(node, "seeds", "seed (or a number of seeds)")?.Items ?? [])
        {
            if (reader.Whole(item, "a seed", 0, long.MaxValue) is not { } seed)
                continue;
            if (!known.Add(seed))
                reader.Problem(item, $"seed {seed} is given twice; allowed: each seed once");
            seeds.Add(seed);
        }

        return seeds.ToImmutable();
    }

    /// <summary>The comparison that decides: the only one there is, or the one that is named. To choose among several would be up to chance.</summary>
    private Comparison? Find(ImmutableArray<ExperimentSpec> experiments)
    {
        var name = reader.Word(_experiment, "experiment of the primary comparison", [.. experiments.Select(experiment => experiment.Name)]);
        if (_experiment is not null && name is null)
            return null;
        var all = experiments.Where(experiment => name is null || experiment.Name == name).SelectMany(Comparisons).ToList();
        var named = _primary is null ? all : [.. all.Where(one => Same(one.Text) || Same(one.Reversed))];
        if (named is [var only])
            return only;
        if (all.Count == 0)
            reader.Problem(_node!, $"there is nothing to decide: {(name is null ? "no experiment" : $"experiment '{name}' does not")} {(name is null ? "has" : "have")} two operators in both orders; allowed: a number of seeds");
        else if (named.Count == 0)
            reader.Problem(_primary!, $"{_primary!.Describe()} is no comparison of order here; allowed: {Told(all)}");
        else if (named.Select(one => (one.Experiment.Name, one.Text)).Distinct().Count() == 1)
            reader.Problem(_node!, $"{named[0].Text} is compared for {named.Count} sets of operators, and one comparison must decide; allowed: one of the sets in an experiment of its own");
        else
            reader.Problem(_node!, $"{named.Count} comparisons of order could decide how many seeds there are; allowed: to name one by 'experiment' and 'primary', of {Told(named)}");
        return null;

        bool Same(string text) => _primary is ScalarNode scalar && Bare(scalar.Value) == Bare(text);
    }

    private static string Told(List<Comparison> comparisons) =>
        string.Join("; ", comparisons.Take(MostTold).Select(one => $"{one.Experiment.Name}: {one.Text}")) + (comparisons.Count > MostTold ? $"; and {comparisons.Count - MostTold} more" : "");

    private static string Bare(string text) => string.Concat(text.Where(letter => !char.IsWhiteSpace(letter)));

    private static IEnumerable<Comparison> Comparisons(ExperimentSpec experiment) =>
        experiment.Schedules.Select(schedule => schedule.Ordering).Distinct().GroupBy(ordering => ordering.Operators, StringComparer.Ordinal)
            .SelectMany(same => Precedence.Of([.. same]).Select(contrast => new Comparison(experiment, same.Key, contrast)));

    private static ImmutableArray<long> First(int count) => [.. Enumerable.Range(1, count).Select(seed => (long)seed)];

    private sealed record Comparison(ExperimentSpec Experiment, string Operators, Precedence Contrast)
    {
        public string Text => $"{Contrast.First.Text} before {Contrast.Second.Text}";

        public string Reversed => $"{Contrast.Second.Text} before {Contrast.First.Text}";
    }
}
