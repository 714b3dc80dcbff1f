using System.Collections.Immutable;
using JointQP.Studies.Notation;
using JointQP.Studies.Space;

namespace JointQP.Studies.Spec;

/// <summary>Finds the operator of a space that a text names.</summary>
internal sealed class TermChooser(SpecReader reader, ImmutableArray<Term> terms)
{
    /// <summary>The operators, for "allowed: ...".</summary>
    public string Allowed => string.Join(", ", terms);

    /// <summary>The one meant; null when it is none or several, which is told at this place.</summary>
    public Term? Find(string text, int line, int column)
    {
        ImmutableArray<Term> meant = [.. TermPattern.Parse(text)?.In(terms) ?? []];
        if (meant.Length == 1)
            return meant[0];
        reader.Problem(line, column, meant.IsEmpty
            ? $"'{text}' is no operator of this space;{DidYouMean(text)} allowed: {Allowed}"
            : $"'{text}' may be {string.Join(" or ", meant)}; allowed: one of them, written so that it is clear which");
        return null;
    }

    // What is meant by a small letter must not weigh as an error of its own: P and Q are the only letters that a term begins with.
    private string DidYouMean(string text) =>
        NearestWord.Find(text, terms.Select(term => term.ToString().ToLowerInvariant())) is { } near
            ? $" did you mean {terms.First(term => term.ToString().Equals(near, StringComparison.OrdinalIgnoreCase))}?"
            : "";
}
