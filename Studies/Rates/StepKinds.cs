using System.Collections.Immutable;
using JointQP.Studies.Words;

namespace JointQP.Studies.Rates;

/// <summary>The kinds of a trial's steps: what a step costs on a device, besides its network, data and batch.</summary>
/// <remarks>
/// A kind tells which operators are in force, by kind and target, as their strengths hardly matter: <c>float</c>, <c>P(w)</c>,
/// <c>P(w,f) Q(w)</c>. A ramp is in force from its first mask on. Steps with further work are kinds of their own: <c>Q(w), choosing P(f)</c>
/// chooses a mask or decimal bits, <c>float, gathering</c> keeps feature maps that a later step chooses by.
/// </remarks>
public sealed class StepKinds
{
    /// <summary>The kind of a step without any operator.</summary>
    public const string Float = "float";

    private const string Choosing = ", choosing ";
    private const string Gathering = ", gathering";

    private readonly long[] _starts;
    private readonly string[] _kinds;

    /// <summary>The kinds of the steps of a trial.</summary>
    public StepKinds(TrialSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var operators = spec.Schedule.Onsets.Select(onset => new Acting(onset, spec)).ToImmutableArray();
        SortedSet<long> turns = [0, .. operators.SelectMany(acting => acting.Turns).Where(step => step > 0)];
        var spans = new List<(long Start, string Kind)>(turns.Count);
        foreach (var step in turns)
        {
            var kind = KindAt(operators, step);
            if (spans.Count == 0 || spans[^1].Kind != kind)
                spans.Add((step, kind));
        }

        _starts = [.. spans.Select(span => span.Start)];
        _kinds = [.. spans.Select(span => span.Kind)];
    }

    /// <summary>The kind of a step, at least 0.</summary>
    public string At(long step) => _kinds[SpanOf(step)];

    /// <summary>The kind of what stands after a step: what an evaluation runs with and a checkpoint holds.</summary>
    public string After(long step) => Settled(At(Math.Max(0, step - 1)));

    /// <summary>How many steps of each kind a span of training has, by kind.</summary>
    /// <param name="from">First step.</param>
    /// <param name="to">One past the last.</param>
    public ImmutableSortedDictionary<string, long> Count(long from, long to)
    {
        var counts = ImmutableSortedDictionary.CreateBuilder<string, long>(StringComparer.Ordinal);
        for (var span = SpanOf(from); span < _starts.Length && _starts[span] < to; span++)
        {
            var end = span + 1 < _starts.Length ? Math.Min(to, _starts[span + 1]) : to;
            counts[_kinds[span]] = counts.GetValueOrDefault(_kinds[span]) + end - Math.Max(from, _starts[span]);
        }

        return counts.ToImmutable();
    }

    /// <summary>The kind without the work that only some steps have: the operators in force alone.</summary>
    public static string Settled(string kind)
    {
        ArgumentNullException.ThrowIfNull(kind);
        var comma = kind.IndexOf(", ", StringComparison.Ordinal);
        return comma < 0 ? kind : kind[..comma];
    }

    /// <summary>How unlike two kinds are: the operators that only one of them has in force, and a half for other work on top.</summary>
    public static double Distance(string one, string other)
    {
        var (mine, theirs) = (Operations(Settled(one)), Operations(Settled(other)));
        return mine.Except(theirs).Count() + theirs.Except(mine).Count() + (Rest(one) == Rest(other) ? 0 : 0.5);
    }

    private static string Rest(string kind) => kind[Settled(kind).Length..];

    private static HashSet<string> Operations(string settled) =>
        [.. settled.Split(' ').Where(term => term != Float).SelectMany(term => term[2..^1].Split(',').Select(target => term[..1] + target))];

    private int SpanOf(long step)
    {
        var found = Array.BinarySearch(_starts, step);
        return found >= 0 ? found : ~found - 1;
    }

    private static string KindAt(ImmutableArray<Acting> operators, long step)
    {
        var kind = TextOf(operators.Where(acting => acting.First <= step)) is { Length: > 0 } inForce ? inForce : Float;
        if (TextOf(operators.Where(acting => acting.Chooses(step))) is { Length: > 0 } chosen)
            return kind + Choosing + chosen;
        return operators.Any(acting => acting.Gathers(step)) ? kind + Gathering : kind;
    }

    private static string TextOf(IEnumerable<Acting> operators) => string.Join(' ', operators
        .GroupBy(acting => acting.Onset.Kind, acting => acting.Onset.Target)
        .OrderBy(together => together.Key)
        .Select(together => (together.Key == OperatorKind.Prune ? "P(" : "Q(")
            + string.Join(',', together.Distinct().Order().Select(target => target == Target.Weights ? "w" : "f")) + ")"));

    private sealed class Acting
    {
        private readonly long[] _choices;
        private readonly long _window;

        public Acting(Onset onset, TrialSpec spec)
        {
            Onset = onset;
            _choices = onset.Kind == OperatorKind.Prune
                ? [.. Enumerable.Range(1, onset.Times).Select(mask => onset.Start + (mask * onset.Interval))]
                : [onset.Start];
            _window = onset.Target == Target.Features ? spec.Compression.WindowSteps(spec.Training.Batch) : 1;
        }

        public Onset Onset { get; }

        /// <summary>The first step that it is in force in.</summary>
        public long First => _choices[0];

        /// <summary>Steps at which something about it may change.</summary>
        public IEnumerable<long> Turns => _choices.SelectMany(step => new[] { step - _window + 1, step, step + 1 });

        public bool Chooses(long step) => Array.IndexOf(_choices, step) >= 0;

        public bool Gathers(long step) => Array.Exists(_choices, choice => step <= choice && step > choice - _window);
    }
}
