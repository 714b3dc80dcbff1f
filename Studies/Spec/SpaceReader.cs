using System.Collections.Immutable;
using JointQP.Studies.Notation;
using JointQP.Studies.Search;
using JointQP.Studies.Space;
using JointQP.Studies.Spec.Yaml;

namespace JointQP.Studies.Spec;

/// <summary>A schedule that a space makes: as if it were written by itself.</summary>
internal sealed record SpaceSchedule(string Name, Ordering Ordering, ImmutableArray<(SpecNode Node, Duration At)> Onsets);

/// <summary>An entry of <c>schedules</c> that stands for many: all orderings of some operators, or all onsets of a grid.</summary>
internal sealed class SpaceReader(SpecReader reader, TrainingClock? clock, ScheduleReader schedules)
{
    private const long DefaultSeed = 1;

    private static readonly string[] Keys = ["orderings", "of", "where", "except", "sample", "onsets", "name", "search"];

    /// <summary>Whether a mapping is meant to be such an entry.</summary>
    public static bool IsSpace(MappingNode node) => node.Entries.Any(entry => entry.Key.Value is "orderings" or "of");

    /// <summary>Its search, where it has one.</summary>
    public SearchSettings? Search { get; private set; }

    /// <summary>Its schedules in a fixed order and a remark on how they came about; none when something is wrong, which is told.</summary>
    public (ImmutableArray<string> Remark, ImmutableArray<SpaceSchedule> Schedules) Read(MappingNode node)
    {
        if (reader.Mapping(node, "the space of orderings", Keys) is not { } space)
            return ([], []);
        var kind = reader.Word(space.Required("orderings"), "orderings", ["all", "permutations"]);
        var terms = ReadTerms(space.Required("of"));
        var name = schedules.ReadLabel(space.Optional("name"));
        var onsets = space.Required("onsets");
        if (kind is null || terms.IsEmpty || onsets is null)
            return ([], []);
        List<Ordering> all = [.. OrderingSpace.Of(terms, ties: kind == "all")];
        SpaceOnsetsReader starts = new(reader, clock, terms);
        if (Constrained(space, terms, all, kind == "all") is not { } left || starts.Read(onsets, left) is not { } made)
            return ([], []);
        var (seed, sampled) = Sampled(space.Optional("sample"), made);
        if (sampled.Length > StudySpecParser.MaximumTrials)
        {
            reader.Problem(
                node,
                $"this space makes {sampled.Length} schedules, so at least as many trials (schedules times seeds); "
                + $"allowed: at most {StudySpecParser.MaximumTrials} trials in a study (cut it by 'where', 'except', 'sample: N' or a smaller grid)");
            return ([], []);
        }

        var remark = $"{all.Count} orderings of {string.Join(", ", terms)}"
            + (left.Count < all.Count ? $"; {left.Count} left by where and except" : "")
            + (made.Length != left.Count ? $"; {made.Length} schedules on the grid" : "")
            + (seed is null ? "" : $"; a sample of {sampled.Length} with seed {seed}");
        var prefix = name is null ? "" : $"{name}: ";
        sampled = [.. sampled.Select(schedule => schedule with { Name = prefix + schedule.Name })];
        if (space.Optional("search") is { } search)
            Search = new SearchReader(reader, clock).Read(search, terms, starts.Axes, left, sampled, prefix, schedules.Timing);
        return ([remark], sampled);
    }

    private ImmutableArray<Term> ReadTerms(SpecNode? node)
    {
        var terms = ImmutableArray.CreateBuilder<Term>();
        var right = true;
        foreach (var item in Items(node, "of", "operator"))
        {
            var term = ReadTerm(item);
            right &= term is not null;
            if (term is null)
                continue;
            if (term.Operations.FirstOrDefault(one => terms.Any(other => other.Operations.Any(two => (one.Kind, one.Target) == (two.Kind, two.Target)))) is { Strength: > 0 } twice)
            {
                reader.Problem(item, Ordering.Twice(twice.Kind, twice.Target));
                right = false;
            }

            terms.Add(term);
        }

        return right ? terms.ToImmutable() : [];
    }

    private Term? ReadTerm(SpecNode node)
    {
        // YAML has cut it at the comma: what the notation would say of the pieces helps nobody.
        if (node is ScalarNode scalar && scalar.Value.Count(letter => letter == '(') != scalar.Value.Count(letter => letter == ')'))
        {
            reader.Problem(node, $"{node.Describe()} is half an operator; allowed: quotes around one with a comma, as in [\"P0.5(w,f)\", \"Q8(w,f)\"]");
            return null;
        }

        if (schedules.ReadOrdering(node) is not { } ordering)
            return null;
        if (ordering.Places is [{ Terms: [var term] }])
            return term;
        reader.Problem(node, $"found '{ordering}', which is no single operator; allowed: one such as P0.5(w) or Q8(w,f)");
        return null;
    }

    /// <summary>The orderings that keep every rule; null when there are none, or a rule is wrong.</summary>
    private List<Ordering>? Constrained(SpecMapping space, ImmutableArray<Term> terms, List<Ordering> all, bool ties)
    {
        var (whereNode, exceptNode) = (space.Optional("where"), space.Optional("except"));
        var chooser = new TermChooser(reader, terms);
        var rules = Items(whereNode, "where", "rule").Select(item => (item, rule: new RuleReader(reader, chooser).Read(item))).ToList();
        var excepted = Items(exceptNode, "except", "ordering").Select(item => (item, ordering: ReadExcepted(item, all, chooser, ties))).ToList();
        if (rules.Any(pair => pair.rule is null) || excepted.Any(pair => pair.ordering is null)
            || (whereNode is not null && rules.Count == 0) || (exceptNode is not null && excepted.Count == 0))
        {
            return null;
        }

        var left = all;
        foreach (var (item, rule) in rules)
        {
            var kept = left.Where(rule!.Holds).ToList();
            if (kept.Count == 0)
            {
                reader.Problem(item, $"{item.Describe()} leaves no ordering: {left.Count} of {all.Count} were left before it, and it holds in none of them; allowed: rules that agree");
                return null;
            }

            left = kept;
        }

        var before = left.Count;
        left = [.. left.Except(excepted.Select(pair => pair.ordering!))];
        if (left.Count > 0)
            return left;
        reader.Problem(exceptNode!, $"except leaves no ordering: {before} of {all.Count} were left before it, and all are excepted; allowed: at least one that is not");
        return null;
    }

    private Ordering? ReadExcepted(SpecNode node, List<Ordering> all, TermChooser terms, bool ties)
    {
        if (schedules.ReadOrdering(node) is not { } ordering)
            return null;
        if (all.Contains(ordering))
            return ordering;
        reader.Problem(node, $"'{ordering}' is none of the {all.Count} orderings of this space; allowed: one of {terms.Allowed}, each once{(ties ? "" : ", without '='")}");
        return null;
    }

    /// <summary>The sample and its seed; all without a seed where no sample is asked for.</summary>
    private (long? Seed, ImmutableArray<SpaceSchedule> Schedules) Sampled(SpecNode? node, ImmutableArray<SpaceSchedule> all)
    {
        if (node is null)
            return (null, all);
        var (countNode, seed) = (node, (long?)DefaultSeed);
        if (node is MappingNode)
        {
            var sample = reader.Mapping(node, "sample", "count", "seed")!;
            countNode = sample.Required("count");
            seed = sample.Optional("seed") is { } seedNode ? reader.Whole(seedNode, "seed", 0, long.MaxValue) : DefaultSeed;
        }

        var count = reader.Count(countNode, "sample", 1, int.MaxValue);
        if (count > all.Length)
            reader.Problem(countNode!, $"a sample of {count} is more than the {all.Length} schedules that are left; allowed: from 1 to {all.Length}");
        return count is null || seed is null ? (seed, []) : (seed, SpaceSample.Of(all, schedule => schedule.Name, count.Value, seed.Value));
    }

    // One item needs no brackets.
    private ImmutableArray<SpecNode> Items(SpecNode? node, string what, string item) =>
        node is null ? [] : node is ScalarNode { IsEmpty: false } ? [node] : reader.List(node, what, item)?.Items ?? [];
}
