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

    // By the operations in force, and what they choose: 100,000 schedules have a few kinds among them.
    private static readonly string[] Texts = [.. Enumerable.Range(0, 1 << Operation.Count).Select(Operation.TextOf)];
    private static readonly string[] SettledTexts = [.. Texts.Select(text => text.Length > 0 ? text : Float)];
    private static readonly string[] GatheringTexts = [.. SettledTexts.Select(text => text + Gathering)];
    private static readonly string[][] ChoosingTexts = [.. SettledTexts.Select(text => Texts.Select(chosen => text + Choosing + chosen).ToArray())];

    private readonly long[] _starts;
    private readonly (string Kind, string Settled)[] _kinds;

    /// <summary>The kinds of the steps of a trial.</summary>
    public StepKinds(TrialSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var operators = spec.Schedule.Onsets.Select(onset => new Acting(onset, spec)).ToArray();
        var turns = Turns(operators);
        _starts = new long[turns.Length];
        _kinds = new (string, string)[turns.Length];
        var spans = 0;
        foreach (var step in turns)
        {
            var kind = KindAt(operators, step);
            if (spans > 0 && _kinds[spans - 1].Kind == kind.Kind)
                continue;
            _starts[spans] = step;
            _kinds[spans++] = kind;
        }

        Array.Resize(ref _starts, spans);
        Array.Resize(ref _kinds, spans);
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
        foreach (var span in Spans(from, to))
            counts[span.Kind] = counts.GetValueOrDefault(span.Kind) + (span.To - span.From);
        return counts.ToImmutable();
    }

    /// <summary>The same in the order of training: a kind may come several times.</summary>
    internal IEnumerable<Span> Spans(long from, long to)
    {
        for (var span = SpanOf(from); span < _starts.Length && _starts[span] < to; span++)
        {
            var end = span + 1 < _starts.Length ? Math.Min(to, _starts[span + 1]) : to;
            yield return new(_kinds[span].Kind, _kinds[span].Settled, Math.Max(from, _starts[span]), end);
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

    /// <summary>The steps at which the kind may change, ascending; some may be there twice.</summary>
    private static ReadOnlySpan<long> Turns(Acting[] operators)
    {
        var turns = new long[1 + operators.Sum(acting => acting.Turns)];
        var count = 1;
        foreach (var acting in operators)
            acting.AddTurns(turns, ref count);
        Array.Sort(turns);
        return turns.AsSpan(turns.AsSpan().IndexOfAnyExceptInRange(long.MinValue, -1));
    }

    private static (string Kind, string Settled) KindAt(Acting[] operators, long step)
    {
        var (inForce, chosen, gathering) = (0, 0, false);
        foreach (var acting in operators)
        {
            inForce |= acting.First <= step ? acting.Operation : 0;
            chosen |= acting.Chooses(step) ? acting.Operation : 0;
            gathering |= acting.Gathers(step);
        }

        var settled = SettledTexts[inForce];
        return (chosen != 0 ? ChoosingTexts[inForce][chosen] : gathering ? GatheringTexts[inForce] : settled, settled);
    }

    /// <summary>Steps of one kind that follow each other.</summary>
    /// <param name="Kind">Of each of the steps.</param>
    /// <param name="Settled">What stands after each of them (<see cref="After"/>).</param>
    /// <param name="From">The first step.</param>
    /// <param name="To">One past the last.</param>
    internal readonly record struct Span(string Kind, string Settled, long From, long To);

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

        /// <summary>How many steps there are at which something about it may change.</summary>
        public int Turns => 3 * _choices.Length;

        public void AddTurns(long[] turns, ref int count)
        {
            foreach (var step in _choices)
            {
                turns[count++] = step - _window + 1;
                turns[count++] = step;
                turns[count++] = step + 1;
            }
        }

        public bool Chooses(long step) => Array.IndexOf(_choices, step) >= 0;

        public bool Gathers(long step) => Array.Exists(_choices, choice => step <= choice && step > choice - _window);
    }
}
