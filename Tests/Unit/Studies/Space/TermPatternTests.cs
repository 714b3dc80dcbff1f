using System.Collections.Immutable;
using CsCheck;
using JointQP.Studies.Notation;
using JointQP.Studies.Space;
using JointQP.Tests.Unit.Studies.Notation;

namespace JointQP.Tests.Unit.Studies.Space;

public sealed class TermPatternTests
{
    private static readonly ImmutableArray<Term> Terms = [.. Ordering.Parse("P0.5(w) -> P0.7(f) -> Q8(w,f)").Places.SelectMany(place => place.Terms)];

    [Theory]
    [InlineData("P0.5(w)", "P0.5(w)")]
    [InlineData("P(w)", "P0.5(w)")]
    [InlineData("P.5", "P0.5(w)")]
    [InlineData("P0.70", "P0.7(f)")]
    [InlineData("P", "P0.5(w) P0.7(f)")]
    [InlineData(" Q ( f , w ) ", "Q8(w,f)")]
    [InlineData("Q", "Q8(w,f)")]
    [InlineData("Q(w)", "")]
    [InlineData("P0.7(w)", "")]
    [InlineData("Q4", "")]
    public void In_Terms_FindsThoseThatItCanMean(string text, string meant) =>
        Assert.Equal(meant, string.Join(' ', TermPattern.Parse(text)!.In(Terms)));

    [Theory]
    [InlineData("")]
    [InlineData("R")]
    [InlineData("P(x)")]
    [InlineData("P(w,f,w)")]
    [InlineData("P0.5.5(w)")]
    [InlineData("P()")]
    public void Parse_OfAnythingElse_IsNull(string text) => Assert.Null(TermPattern.Parse(text));

    [Fact]
    public void Parse_OfAnyTerm_FindsIt() =>
        Orderings.Any.Sample(ordering => Assert.All(
            ordering.Places.SelectMany(place => place.Terms),
            term => Assert.Equal([term], TermPattern.Parse(term.ToString())!.In(ordering.Places.SelectMany(place => place.Terms)))));
}
