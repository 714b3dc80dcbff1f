using System.Collections.Immutable;
using System.Text.RegularExpressions;
using JointQP.Studies.Spec.Yaml;

namespace JointQP.Studies.Spec;

/// <summary>
/// An experiment that is written once for many: <c>cross</c> gives names some values, <c>$name</c> stands for one of them wherever it is written, and
/// each combination of values is an experiment. A value that is added changes the name of none that was there.
/// </summary>
internal sealed partial class CrossReader(SpecReader reader)
{
    private const string Key = "cross";
    private const string Name = "name";

    /// <summary>The experiments that an entry stands for: itself, where it crosses nothing. None when something is wrong, which is told.</summary>
    public ImmutableArray<SpecNode> Expand(SpecNode entry)
    {
        if (entry is not MappingNode experiment || experiment.Entries.Where(one => one.Key.Value == Key).ToList() is not [var cross])
            return [entry];
        if (ReadAxes(cross.Value) is not { } axes)
            return [];
        experiment = experiment with { Entries = experiment.Entries.Remove(cross) };
        var used = Used(experiment).ToList();
        foreach (var (axis, node, _) in axes.Where(axis => !used.Exists(use => use.Name == axis.Name)))
            reader.Problem(node, $"nothing in the experiment says ${axis}; allowed: ${axis} where its values belong");
        foreach (var (name, node) in used.Where(use => !axes.Any(axis => axis.Name == use.Name)))
            reader.Problem(node, $"unknown ${name}{SpecReader.Hint(name, [.. axes.Select(axis => axis.Name)])}");
        return [.. Combinations(axes).Select(values => Named(experiment, values))];
    }

    private ImmutableArray<(string Name, ScalarNode Node, ImmutableArray<string> Values)>? ReadAxes(SpecNode node)
    {
        if (node is not MappingNode { Entries.IsEmpty: false } mapping)
        {
            reader.Problem(node, $"{Key} must be a mapping of names to lists of values, such as {{ bits: [4, 8] }}; found {node.Describe()}");
            return null;
        }

        var axes = ImmutableArray.CreateBuilder<(string, ScalarNode, ImmutableArray<string>)>();
        var right = true;
        foreach (var (key, value) in mapping.Entries)
        {
            var values = (reader.List(value, $"the values of {key.Describe()}", "value")?.Items ?? []).OfType<ScalarNode>().Where(one => !one.IsEmpty).ToList();
            right &= value is ListNode list && list.Items.Length == values.Count && values.Count > 0;
            if (value is ListNode { Items.IsEmpty: false } mixed && mixed.Items.Length != values.Count)
                reader.Problem(value, $"the values of {key.Describe()} must be words or numbers; allowed: such as [4, 8]");
            if (!Word().IsMatch(key.Value))
                right = Wrong(key, $"{key.Describe()} is no name for values; allowed: a-z and '-', such as 'bits'");
            if (axes.Any(axis => axis.Item1 == key.Value))
                right = Wrong(key, $"{key.Describe()} is crossed twice; allowed: once");
            if (values.CountBy(one => one.Value, StringComparer.Ordinal).FirstOrDefault(one => one.Value > 1) is { Key: { } twice })
                right = Wrong(value, $"'{twice}' is given twice among the values of {key.Describe()}; allowed: each value once");
            axes.Add((key.Value, key, [.. values.Select(one => one.Value)]));
        }

        var count = axes.Aggregate(1m, (product, axis) => product * Math.Max(1, axis.Item3.Length));
        if (count > StudySpecParser.MaximumTrials)
            right = Wrong(node, $"{Key} makes {count} experiments; allowed: at most {StudySpecParser.MaximumTrials}, which is the most trials of a study");
        return right ? axes.ToImmutable() : null;
    }

    private bool Wrong(SpecNode node, string message)
    {
        reader.Problem(node, message);
        return false;
    }

    /// <summary>Every choice of one value for each name; those of the last change fastest.</summary>
    private static IEnumerable<ImmutableArray<(string Name, string Value)>> Combinations(IEnumerable<(string Name, ScalarNode, ImmutableArray<string> Values)> axes) =>
        axes.Aggregate(
            (IEnumerable<ImmutableArray<(string Name, string Value)>>)[[]],
            (all, axis) => all.SelectMany(values => axis.Values.Select(value => values.Add((axis.Name, value)))));

    /// <summary>One of the experiments; where its name says no value, all of them stand behind it.</summary>
    private static MappingNode Named(MappingNode experiment, ImmutableArray<(string Name, string Value)> values)
    {
        var behind = string.Concat(values.Select(one => "-" + Unfit().Replace(one.Value.ToLowerInvariant().Replace('/', '-'), "")));
        return (MappingNode)Filled(
            experiment with
            {
                Entries =
                [
                    .. experiment.Entries.Select(entry => entry is { Key.Value: Name, Value: ScalarNode name } && !Use().IsMatch(name.Value)
                        ? (entry.Key, name with { Value = name.Value + behind, ContentColumn = 0 })
                        : entry),
                ],
            },
            values.ToDictionary(one => one.Name, one => one.Value, StringComparer.Ordinal));
    }

    private static SpecNode Filled(SpecNode node, Dictionary<string, string> values) => node switch
    {
        ScalarNode scalar when Use().IsMatch(scalar.Value) => scalar with
        {
            Value = Use().Replace(scalar.Value, use => values.GetValueOrDefault(use.Groups[Name].Value, use.Value)),
            ContentColumn = 0,
        },
        ListNode list => list with { Items = [.. list.Items.Select(item => Filled(item, values))] },
        MappingNode mapping => mapping with { Entries = [.. mapping.Entries.Select(entry => ((ScalarNode)Filled(entry.Key, values), Filled(entry.Value, values)))] },
        _ => node,
    };

    private static IEnumerable<(string Name, SpecNode Node)> Used(SpecNode node) => node switch
    {
        ScalarNode scalar => Use().Matches(scalar.Value).Select(use => (use.Groups[Name].Value, (SpecNode)scalar)),
        ListNode list => list.Items.SelectMany(Used),
        MappingNode mapping => mapping.Entries.SelectMany(entry => Used(entry.Key).Concat(Used(entry.Value))),
        _ => [],
    };

    [GeneratedRegex(@"\$(?<name>[a-z]+(-[a-z]+)*)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Use();

    [GeneratedRegex(@"\A[a-z]+(-[a-z]+)*\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Word();

    [GeneratedRegex(@"[^a-z0-9._-]", RegexOptions.CultureInvariant)]
    private static partial Regex Unfit();
}
