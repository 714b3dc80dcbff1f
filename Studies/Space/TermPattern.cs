using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using JointQP.Studies.Notation;
using JointQP.Studies.Words;

namespace JointQP.Studies.Space;

/// <summary>A way to name one of some operators: in the notation, with the strength or the targets left out.</summary>
internal sealed partial record TermPattern(OperatorKind Kind, double? Strength, ImmutableArray<Target> Targets)
{
    /// <summary>Reads <c>P0.5(w,f)</c>, <c>P(w)</c>, <c>P0.5</c> or <c>P</c>; null when it is none of these.</summary>
    public static TermPattern? Parse(string text)
    {
        var match = Written().Match(text);
        if (!match.Success)
            return null;
        var strength = match.Groups["strength"].Value;
        var kind = match.Groups["kind"].Value == "P" ? OperatorKind.Prune : OperatorKind.Quantize;
        ImmutableArray<Target> targets =
            [.. match.Groups["target"].Captures.Select(capture => capture.Value == "w" ? Target.Weights : Target.Features).Order()];
        if (strength.Length == 0)
            return new TermPattern(kind, null, targets);
        return decimal.TryParse(strength, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            ? new TermPattern(kind, (double)value, targets)
            : null;
    }

    /// <summary>Those of the operators that it can mean.</summary>
    public IEnumerable<Term> In(IEnumerable<Term> terms) => terms.Where(term =>
        term.Kind == Kind && (Strength is null || term.Strength.Equals(Strength)) && (Targets.IsEmpty || term.Targets.SequenceEqual(Targets)));

    [GeneratedRegex(
        @"^\s*(?<kind>[PQ])\s*(?<strength>[0-9.]*)\s*(\(\s*(?<target>[wf])\s*(,\s*(?<target>[wf])\s*)?\))?\s*$",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Written();
}
