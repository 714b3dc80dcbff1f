using System.Globalization;
using JointQP.Studies.Spec.Yaml;

namespace JointQP.Studies.Spec;

/// <summary>Turns nodes into values and collects what is wrong. A reader that answers null has told why.</summary>
internal sealed class SpecReader
{
    /// <summary>More epochs, samples of a batch or of a window than any training has.</summary>
    public const int Many = 1_000_000;

    private readonly List<SpecProblem> _problems = [];

    /// <summary>Problems so far, by place.</summary>
    public IEnumerable<SpecProblem> Problems => _problems.Distinct().OrderBy(problem => problem.Line).ThenBy(problem => problem.Column);

    public void Problem(SpecNode at, string message) => _problems.Add(new SpecProblem(at.Line, at.Column, message));

    public void Problem(int line, int column, string message) => _problems.Add(new SpecProblem(line, column, message));

    /// <summary>Does something for many schedules that are written once: of the problems at one place the first is told, and how many more there are.</summary>
    public void ForMany(Action action)
    {
        var before = _problems.Count;
        action();
        var places = _problems[before..].Distinct().GroupBy(problem => (problem.Line, problem.Column)).ToList();
        _problems.RemoveRange(before, _problems.Count - before);
        foreach (var place in places)
        {
            var (first, more) = (place.First(), place.Count() - 1);
            _problems.Add(more == 0 ? first : first with { Message = $"{first.Message}; {more} more schedules of this space are wrong at this place" });
        }
    }

    /// <summary>A mapping whose keys are all known and there once; <paramref name="what"/> names it in messages.</summary>
    public SpecMapping? Mapping(SpecNode node, string what, params string[] allowed)
    {
        if (node is not MappingNode mapping)
        {
            Problem(node, $"{what} must be a mapping with the keys {string.Join(", ", allowed)}; found {node.Describe()}");
            return null;
        }

        var values = new Dictionary<string, SpecNode>(StringComparer.Ordinal);
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (key, value) in mapping.Entries)
        {
            if (!allowed.Contains(key.Value, StringComparer.Ordinal))
                Problem(key, $"unknown key {key.Describe()} in {what}{Hint(key.Value, allowed)}");
            else if (!lines.TryAdd(key.Value, key.Line))
                Problem(key, $"'{key.Value}' is given twice in {what}, first on line {lines[key.Value]}; allowed: once");
            else
                values.Add(key.Value, value);
        }

        return new SpecMapping(this, mapping, what, values);
    }

    /// <summary>A list with at least one item.</summary>
    public ListNode? List(SpecNode? node, string what, string item)
    {
        if (node is null)
            return null;
        if (node is ListNode { Items.IsEmpty: false } list)
            return list;
        Problem(node, $"{what} must be a list of at least one {item}; found {(node is ListNode ? "an empty list" : node.Describe())}");
        return null;
    }

    /// <summary>One word of a set.</summary>
    public string? Word(SpecNode? node, string what, IReadOnlyCollection<string> allowed)
    {
        if (node is null)
            return null;
        if (node is not ScalarNode { IsEmpty: false } scalar)
            Problem(node, $"{what} must be a word; found {node.Describe()}; allowed: {string.Join(", ", allowed)}");
        else if (allowed.Contains(scalar.Value, StringComparer.Ordinal))
            return scalar.Value;
        else
            Problem(node, $"unknown {what} {scalar.Describe()}{Hint(scalar.Value, allowed)}");
        return null;
    }

    /// <summary>One word of an enumeration, in lower case.</summary>
    public T? Choice<T>(SpecNode? node, string what)
        where T : struct, Enum
    {
        var words = Enum.GetValues<T>().ToDictionary(value => value.ToString().ToLowerInvariant(), StringComparer.Ordinal);
        return Word(node, what, words.Keys) is { } word ? words[word] : null;
    }

    /// <summary>A whole number in a range, both ends allowed.</summary>
    public long? Whole(SpecNode? node, string what, long minimum, long maximum)
    {
        if (node is null)
            return null;
        if (node is ScalarNode scalar
            && long.TryParse(scalar.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            && value >= minimum && value <= maximum)
        {
            return value;
        }

        Problem(node, $"{what} must be a whole number {Range(minimum, maximum)}; found {node.Describe()}");
        return null;
    }

    /// <summary>As <see cref="Whole"/>, for values that fit.</summary>
    public int? Count(SpecNode? node, string what, int minimum, int maximum) => (int?)Whole(node, what, minimum, maximum);

    /// <summary>A finite number that passes a check; <paramref name="allowed"/> says which do.</summary>
    public double? Number(SpecNode? node, string what, Func<double, bool> check, string allowed)
    {
        if (node is null)
            return null;
        if (node is ScalarNode scalar
            && double.TryParse(scalar.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && double.IsFinite(value) && check(value))
        {
            return value;
        }

        Problem(node, $"{what} must be {allowed}; found {node.Describe()}");
        return null;
    }

    /// <summary>1 to 64 of a-z, 0-9, '-', '_' and '.', not starting with a dot.</summary>
    public string? Name(SpecNode? node, string what)
    {
        if (node is null)
            return null;
        if (node is ScalarNode scalar && IsName(scalar.Value))
            return scalar.Value;
        Problem(node, $"{what} must be 1 to 64 of a-z, 0-9, '-', '_' and '.', not starting with '.'; found {node.Describe()}");
        return null;
    }

    /// <summary>A length of training, as written.</summary>
    public Duration? Duration(SpecNode? node, string what)
    {
        if (node is null)
            return null;
        if (node is ScalarNode scalar && Spec.Duration.TryParse(scalar.Value, out var duration))
        {
            if (duration.Amount >= 0)
                return duration;
            Problem(node, $"{what} is before step 0; found {node.Describe()}; allowed: 0 or more");
            return null;
        }

        Problem(node, $"{what} must be a length of training; found {node.Describe()}; {Spec.Duration.Allowed}");
        return null;
    }

    /// <summary>A span of time in a range: <c>500s</c>, <c>5m</c>, <c>1h</c>.</summary>
    public TimeSpan? Time(SpecNode? node, string what, TimeSpan minimum, TimeSpan maximum, string range)
    {
        if (node is null)
            return null;
        if (node is ScalarNode scalar && Words.SpanText.TryParse(scalar.Value, out var span) && span >= minimum && span <= maximum)
            return span;

        Problem(node, $"{what} must be a time {range}, such as '30s', '5m' or '1h'; found {node.Describe()}");
        return null;
    }

    internal static bool IsName(string text) => Words.StudyName.IsValid(text);

    /// <summary>The allowed words, and the one that was probably meant.</summary>
    internal static string Hint(string found, IReadOnlyCollection<string> allowed) =>
        (NearestWord.Find(found, allowed) is { } near ? $"; did you mean {near}?" : ";") + $" allowed: {string.Join(", ", allowed)}";

    private static string Range(long minimum, long maximum) =>
        maximum == long.MaxValue ? $"of at least {minimum}" : $"from {minimum} to {maximum}";
}

/// <summary>A mapping whose keys were checked.</summary>
internal sealed class SpecMapping(SpecReader reader, MappingNode node, string what, IReadOnlyDictionary<string, SpecNode> values)
{
    public MappingNode Node => node;

    /// <summary>The value of a key that may be left out.</summary>
    public SpecNode? Optional(string key) => values.GetValueOrDefault(key);

    /// <summary>The value of a key that must be there.</summary>
    public SpecNode? Required(string key)
    {
        if (values.TryGetValue(key, out var value))
            return value;
        reader.Problem(node, $"{what} has no '{key}'; it is required");
        return null;
    }
}
