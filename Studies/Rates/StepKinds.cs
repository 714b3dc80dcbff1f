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

    // Both by the operations in force: 100,000 schedules have a few kinds among them.
    private static readonly string[] Texts = [.. Enumerable.Range(0, 1 << Operation.Count).Select(Operation.TextOf)];
    private static readonly string[] GatheringTexts = [.. Texts.Select(text => InForce(text) + Gathering)];

    private readonly long[] _starts;
    private readonly (string Kind, string Settled)[] _kinds;

    /// <summary>The kinds of the steps of a trial.</summary>
    public StepKinds(TrialSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var operators = spec.Schedule.Onsets.Select(onset => new Acting(onset, spec)).ToImmutableArray();
        SortedSet<long> turns = [0, .. operators.SelectMany(acting => acting.Turns).Where(step => step > 0)];
        var spans = new List<(long Start, string Kind, string Settled)>(turns.Count);
        foreach (var step in turns)
        {
            var (kind, settled) = KindAt(operators, step);
            if (spans.Count == 0 || spans[^1].Kind != kind)
                spans.Add((step, kind, settled));
        }

        _starts = [.. spans.Select(span => span.Start)];
        _kinds = [.. spans.Select(span => (span.Kind, span.Settled))];
    }

    /// <summary>The kind of a step, at least 0.</summary>
    public string At(long step) => _kinds[SpanOf(step)].Kind;

    /// <summary>The kind of what stands after a step: what an evaluation runs with and a checkpoint holds.</summary>
    public string After(long step) => _kinds[SpanOf(Math.Max(0, step - 1))].Settled;

    /// <summary>How many steps of each kind a span of training has, by kind.</summary>
    /// <param name="from">First step.</param>
    /// <param name="to">One past the last.</param>
    public ImmutableSortedDictionary<string, long> Count(long from, long to)
    {
        var counts = ImmutableSortedDictionary.CreateBuilder<string, long>(StringComparer.Ordinal);
        foreach (var (kind, steps) in Spans(from, to))
            counts[kind] = counts.GetValueOrDefault(kind) + steps;
        return counts.ToImmutable();
    }

    /// <summary>The same in the order of training: a kind may come several times.</summary>
    internal IEnumerable<(string Kind, long Steps)> Spans(long from, long to)
    {
        for (var span = SpanOf(from); span < _starts.Length && _starts[span] < to; span++)
        {
            var end = span + 1 < _starts.Length ? Math.Min(to, _starts[span + 1]) : to;
            yield return (_kinds[span].Kind, end - Math.Max(from, _starts[span]));
        }
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

    private static (string Kind, string Settled) KindAt(ImmutableArray<Acting> operators, long step)
    {
        var (inForce, chosen, gathering) = (0, 0, false);
        foreach (var acting in operators)
        {
            inForce |= acting.First <= step ? acting.Operation : 0;
            chosen |= acting.Chooses(step) ? acting.Operation : 0;
            gathering |= acting.Gathers(step);
        }

        var settled = InForce(Texts[inForce]);
        return (chosen != 0 ? settled + Choosing + Texts[chosen] : gathering ? GatheringTexts[inForce] : settled, settled);
    }

    private static string InForce(string text) => text.Length > 0 ? text : Float;

    /// <summary>A kind of operator on a target as a bit of a set.</summary>
    private static class Operation
    {
        public const int Count = 4;

        public static int Of(OperatorKind kind, Target target) => 1 << ((kind == OperatorKind.Prune ? 0 : 2) + (target == Target.Weights ? 0 : 1));

        /// <summary>The notation of a set of them, strengths left out.</summary>
        public static string TextOf(int set) => string.Join(' ', new[] { OperatorKind.Prune, OperatorKind.Quantize }
            .Select(kind => (kind, targets: string.Join(',', new[] { Target.Weights, Target.Features }
                .Where(target => (set & Of(kind, target)) != 0).Select(target => target == Target.Weights ? "w" : "f"))))
            .Where(term => term.targets.Length > 0)
            .Select(term => $"{(term.kind == OperatorKind.Prune ? "P" : "Q")}({term.targets})"));
    }

    private sealed class Acting
    {
        private readonly long[] _choices;
        private readonly long _window;

        public Acting(Onset onset, TrialSpec spec)
        {
            Operation = StepKinds.Operation.Of(onset.Kind, onset.Target);
            _choices = onset.Kind == OperatorKind.Prune
                ? [.. Enumerable.Range(1, onset.Times).Select(mask => onset.Start + (mask * onset.Interval))]
                : [onset.Start];
            _window = onset.Target == Target.Features ? spec.Compression.WindowSteps(spec.Training.Batch) : 1;
        }

        /// <summary>Which it is, as a set of one.</summary>
        public int Operation { get; }

        /// <summary>The first step that it is in force in.</summary>
        public long First => _choices[0];

        /// <summary>Steps at which something about it may change.</summary>
        public IEnumerable<long> Turns => _choices.SelectMany(step => new[] { step - _window + 1, step, step + 1 });

        public bool Chooses(long step) => Array.IndexOf(_choices, step) >= 0;

        public bool Gathers(long step) => Array.Exists(_choices, choice => step <= choice && step > choice - _window);
    }
}
