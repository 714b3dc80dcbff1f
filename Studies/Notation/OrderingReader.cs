using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using JointQP.Studies.Words;

namespace JointQP.Studies.Notation;

/// <summary>A descent over one text: <c>float</c> or place (<c>-></c> place)*, place = term (<c>=</c> term)*, term = P|Q number (targets).</summary>
internal sealed class OrderingReader(string text)
{
    private readonly HashSet<(OperatorKind Kind, Target Target)> _seen = [];
    private int _at;
    private NotationProblem? _problem;

    public bool TryRead([NotNullWhen(true)] out Ordering? ordering, [NotNullWhen(false)] out NotationProblem? problem)
    {
        ordering = Read();
        problem = _problem;
        if (problem is null && ordering is not null)
            return true;
        ordering = null;
        problem ??= new NotationProblem(_at + 1, "not an ordering");
        return false;
    }

    private Ordering? Read()
    {
        if (string.Equals(text.Trim(), "float", StringComparison.Ordinal))
            return Ordering.Float;
        var places = ImmutableArray.CreateBuilder<Place>();
        do
        {
            if (ReadPlace(places.Count == 0) is not { } place)
                return null;
            places.Add(place);
        }
        while (Accept("->") || Accept("→"));
        return AtEnd() ? new Ordering(places.ToImmutable()) : Refuse<Ordering>("'->', '=' or the end");
    }

    private Place? ReadPlace(bool first)
    {
        var terms = ImmutableArray.CreateBuilder<Term>();
        do
        {
            if (ReadTerm(first && terms.Count == 0) is not { } term)
                return null;
            terms.Add(term);
        }
        while (Accept("="));
        return new Place(terms.ToImmutable());
    }

    private Term? ReadTerm(bool first)
    {
        OperatorKind kind;
        if (Accept("P"))
            kind = OperatorKind.Prune;
        else if (Accept("Q"))
            kind = OperatorKind.Quantize;
        else
            return Refuse<Term>(first ? "P with a sparsity, Q with bits, or float alone" : "P with a sparsity or Q with bits");
        return ReadStrength(kind) is { } strength && ReadTargets(kind) is { } targets ? new Term(kind, strength, targets) : null;
    }

    private double? ReadStrength(OperatorKind kind)
    {
        SkipSpace();
        var start = _at;
        while (_at < text.Length && (char.IsAsciiDigit(text[_at]) || text[_at] == '.'))
            _at++;
        var digits = text[start.._at];
        // As a decimal: what is written is what is compared, so that 0.3 has one decimal and not seventeen.
        if (decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            && Term.IsStrength(kind, (double)value))
            return (double)value;
        if (digits.Length > 0)
            Problem(start, $"found {(kind == OperatorKind.Prune ? 'P' : 'Q')}{digits}; {Term.AllowedStrength(kind)}");
        else
            Problem(start, $"found {Found()}; {Term.AllowedStrength(kind)}");
        return null;
    }

    private ImmutableArray<Target>? ReadTargets(OperatorKind kind)
    {
        if (!Accept("("))
            return RefuseTargets("'(' and targets, such as (w,f)");
        var targets = ImmutableArray.CreateBuilder<Target>(2);
        do
        {
            SkipSpace();
            var start = _at;
            Target target;
            if (Accept("w"))
                target = Target.Weights;
            else if (Accept("f"))
                target = Target.Features;
            else
                return RefuseTargets("w (weights) or f (features)");
            if (!_seen.Add((kind, target)))
            {
                Problem(start, Ordering.Twice(kind, target));
                return null;
            }

            targets.Add(target);
        }
        while (Accept(","));
        return Accept(")") ? targets.ToImmutable() : RefuseTargets("',' or ')'");
    }

    private ImmutableArray<Target>? RefuseTargets(string allowed)
    {
        Problem(SkipSpace(), $"found {Found()}; allowed: {allowed}");
        return null;
    }

    private T? Refuse<T>(string allowed)
        where T : class
    {
        Problem(SkipSpace(), $"found {Found()}; allowed: {allowed}");
        return null;
    }

    private void Problem(int at, string message) => _problem = new NotationProblem(at + 1, message);

    private bool Accept(string token)
    {
        SkipSpace();
        if (!text.AsSpan(_at).StartsWith(token, StringComparison.Ordinal))
            return false;
        _at += token.Length;
        return true;
    }

    private bool AtEnd()
    {
        SkipSpace();
        return _at == text.Length;
    }

    private int SkipSpace()
    {
        while (_at < text.Length && char.IsWhiteSpace(text[_at]))
            _at++;
        return _at;
    }

    // A word or number is quoted whole: "found 'pruned'" helps more than "found 'p'".
    private string Found()
    {
        if (_at == text.Length)
            return "the end";
        var end = _at + 1;
        if (char.IsLetterOrDigit(text[_at]))
        {
            while (end < text.Length && end - _at < 20 && (char.IsLetterOrDigit(text[end]) || text[end] is '.' or '_'))
                end++;
        }

        return $"'{text[_at..end]}'";
    }
}
