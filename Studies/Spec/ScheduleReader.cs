using System.Collections.Immutable;
using JointQP.Studies.Notation;
using JointQP.Studies.Search;
using JointQP.Studies.Spec.Yaml;
using JointQP.Studies.Words;

namespace JointQP.Studies.Spec;

/// <summary>The schedules of one experiment. Without a clock, because its samples or training are wrong, steps are not checked.</summary>
internal sealed class ScheduleReader(SpecReader reader, TrainingClock? clock, CompressionSettings compression)
{
    private const int LongestLabel = 80;

    private readonly ImmutableArray<ScheduleSpec>.Builder _schedules = ImmutableArray.CreateBuilder<ScheduleSpec>();
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<Schedule, string> _bySchedule = [];

    /// <summary>What the spaces among the schedules were cut down to, for people.</summary>
    public ImmutableArray<string> Spaces { get; private set; } = [];

    /// <summary>The search of one of the spaces, and where it stands.</summary>
    public (SearchSettings Settings, SpecNode Node)? Search { get; private set; }

    internal OperatorTiming Timing => new(compression.RampInterval, compression.RampTimes, compression.FeatureDelay);

    public ImmutableArray<ScheduleSpec> ReadAll(SpecNode? node)
    {
        foreach (var item in reader.List(node, "schedules", "schedule")?.Items ?? [])
            Read(item);
        return _schedules.ToImmutable();
    }

    private void Read(SpecNode node)
    {
        if (node is ScalarNode)
        {
            if (ReadOrdering(node) is not { } bare)
                return;
            if (bare.Places.IsEmpty)
                Add(node, bare.ToString(), bare, [], Timing);
            else
                reader.Problem(node, $"{node.Describe()} has no onsets; allowed: a mapping, '- order: {bare}' with 'onsets: [...]' below it, or float alone");
            return;
        }

        if (node is MappingNode entry && SpaceReader.IsSpace(entry))
        {
            SpaceReader spaces = new(reader, clock, this);
            var (remark, space) = spaces.Read(entry);
            Spaces = Spaces.AddRange(remark);
            if (spaces.Search is { } search)
            {
                if (Search is not null)
                    reader.Problem(entry, "a second space is searched in this experiment; allowed: one, so give the other an experiment of its own");
                Search = (search, entry);
            }

            reader.ForMany(() => space.ToList().ForEach(made => Add(node, made.Name, made.Ordering, InSteps(made.Onsets), Timing)));
            return;
        }

        if (node is MappingNode mapping && mapping.Entries.Any(entry => entry.Key.Value == "preset"))
        {
            ReadPreset(mapping);
            return;
        }

        if (reader.Mapping(node, "the schedule", "order", "onsets", "name", "preset", "orderings") is not { } schedule)
            return;
        var orderNode = schedule.Required("order");
        var ordering = ReadOrdering(orderNode);
        var label = ReadLabel(schedule.Optional("name"));
        var onsets = ReadOnsets(schedule, ordering);
        if (ordering is null || onsets is null)
            return;
        Add(
            schedule.Optional("name") ?? orderNode!,
            label ?? ordering.ToString(),
            ordering,
            InSteps(onsets.Value),
            Timing);
    }

    private ImmutableArray<(SpecNode Node, long Start)> InSteps(ImmutableArray<(SpecNode Node, Duration At)> onsets) =>
        [.. onsets.Select(onset => (onset.Node, clock?.ToSteps(onset.At) ?? 0))];

    private void ReadPreset(MappingNode node)
    {
        if (reader.Mapping(node, "the preset", "preset", "sparsity", "bits", "name") is not { } schedule)
            return;
        var nameNode = schedule.Required("preset")!;
        var name = reader.Word(nameNode, "preset", [.. SchedulePreset.All.Select(known => known.Name)]);
        var sparsity = reader.Number(
            schedule.Optional("sparsity"), "sparsity", found => Term.IsStrength(OperatorKind.Prune, found), "a number between 0 and 1, both excluded, with at most 6 decimals");
        var bits = reader.Count(schedule.Optional("bits"), "bits", Term.MinimumBits, Term.MaximumBits);
        var label = ReadLabel(schedule.Optional("name"));
        if (SchedulePreset.All.FirstOrDefault(known => known.Name == name) is not { } preset)
            return;
        var timing = new OperatorTiming(Steps(preset.RampEvery), preset.RampTimes, Steps(preset.FeatureDelay));
        if (timing.RampInterval < 1)
        {
            reader.Problem(
                nameNode,
                $"preset '{name}' is for {preset.Epochs} epochs; in this training of {clock!.TotalSteps} steps no step lies between two of its masks; allowed: a longer training");
            return;
        }

        Add(
            schedule.Optional("name") ?? nameNode,
            label ?? preset.Name,
            preset.Ordering(sparsity, bits),
            [.. preset.Onsets.Select(epoch => (nameNode, Steps(epoch)))],
            timing);

        long Steps(decimal epochs) => clock is null ? 1 : preset.ToSteps(epochs, clock.TotalSteps);
    }

    internal Ordering? ReadOrdering(SpecNode? node)
    {
        if (node is null)
            return null;
        if (node is not ScalarNode { IsEmpty: false } scalar)
        {
            reader.Problem(node, $"order must be an ordering such as 'float' or 'P0.5(w,f) -> Q8(w,f)'; found {node.Describe()}");
            return null;
        }

        if (Ordering.TryParse(scalar.Value, out var ordering, out var problem))
            return ordering;
        var column = scalar.ContentColumn > 0 ? scalar.ContentColumn + problem.Column - 1 : scalar.Column;
        reader.Problem(scalar.Line, column, $"ordering {scalar.Describe()}: {problem.Message}");
        return null;
    }

    internal string? ReadLabel(SpecNode? node)
    {
        if (node is null)
            return null;
        if (node is ScalarNode scalar && scalar.Value.Trim().Length is > 0 and <= LongestLabel && !scalar.Value.Any(char.IsControl))
            return scalar.Value.Trim();
        reader.Problem(node, $"a schedule's name must be 1 to {LongestLabel} characters on one line; found {node.Describe()}");
        return null;
    }

    /// <summary>A duration for each place; null when something is wrong with them.</summary>
    private ImmutableArray<(SpecNode Node, Duration At)>? ReadOnsets(SpecMapping schedule, Ordering? ordering)
    {
        if (ordering is { Places.IsEmpty: true })
        {
            if (schedule.Optional("onsets") is not { } unneeded || unneeded is ListNode { Items.IsEmpty: true })
                return [];
            reader.Problem(unneeded, "float has no operator, so it has no onsets; allowed: none");
            return null;
        }

        // One place needs no brackets.
        var node = schedule.Required("onsets");
        var items = node is ScalarNode { IsEmpty: false } ? [node] : reader.List(node, "onsets", "onset")?.Items;
        if (items is null)
            return null;
        var onsets = items.Value.Select(item => (item, at: reader.Duration(item, "an onset"))).ToList();
        if (ordering is null || onsets.Any(onset => onset.at is null))
            return null;
        if (onsets.Count == ordering.Places.Length)
            return [.. onsets.Select(onset => (onset.item, onset.at!.Value))];
        reader.Problem(
            node!,
            $"found {Plural(onsets.Count, "onset")}, and '{ordering}' has {Plural(ordering.Places.Length, "place")}; allowed: one onset for each place, those tied by '=' sharing one");
        return null;
    }

    private static string Plural(int count, string word) => count == 1 ? $"1 {word}" : $"{count} {word}s";

    private void Add(SpecNode node, string label, Ordering ordering, ImmutableArray<(SpecNode Node, long Start)> onsets, OperatorTiming timing)
    {
        var schedule = clock is null ? new Schedule(ordering.ToString(), []) : Resolve(label, ordering, onsets, timing, clock);
        if (!_names.Add(label))
            reader.Problem(node, $"a second schedule is called '{label}'; allowed: each name once, so give one of them another 'name'");
        else if (clock is not null && !_bySchedule.TryAdd(schedule, label))
            reader.Problem(node, $"schedule '{label}' starts the same operators at the same steps as '{_bySchedule[schedule]}'; allowed: each schedule once");
        _schedules.Add(new ScheduleSpec(label, ordering, schedule));
    }

    private Schedule Resolve(
        string label, Ordering ordering, ImmutableArray<(SpecNode Node, long Start)> onsets, OperatorTiming timing, TrainingClock training)
    {
        var resolved = new List<Onset>();
        var last = -1L;
        foreach (var ((node, start), place) in onsets.Zip(ordering.Places))
        {
            if (start <= last)
                reader.Problem(node, $"'{place}' of schedule '{label}' starts at step {start}, not after the place before it at step {last}; allowed: later onsets along the order");
            last = Math.Max(last, start);
            List<Onset> begun = [.. Schedules.Begin(place, start, timing)];
            resolved.AddRange(begun);
            var late = begun.MaxBy(onset => onset.Settled)!;
            if (late.Settled >= training.TotalSteps)
            {
                reader.Problem(
                    node,
                    $"'{place}' of schedule '{label}' starts at step {start} and would settle at step {late.Settled}; the last step is {training.TotalSteps - 1}; "
                    + "allowed: every operator settled by then (start it earlier, shorten its ramp or the feature delay, or train longer)");
            }
        }

        return Schedules.Of(ordering, resolved);
    }
}
