using CsCheck;
using JointQP.Studies.Notation;
using JointQP.Studies.Words;

namespace JointQP.Tests.Unit.Studies.Notation;

public sealed class OrderingTests
{
    [Fact]
    public void Parse_OfPrinted_GivesTheSameOrdering() =>
        Orderings.Any.Sample(ordering =>
        {
            var text = ordering.ToString();
            var parsed = Ordering.Parse(text);
            Assert.Equal(ordering, parsed);
            Assert.Equal(ordering.GetHashCode(), parsed.GetHashCode());
            Assert.Equal(text, parsed.ToString());
        });

    [Fact]
    public void Parse_WithSpaceAnywhereBetweenSigns_GivesTheSameOrdering() =>
        Gen.Select(Orderings.Any, Gen.OneOf("", " ", "  ", "\t")).Sample((ordering, space) =>
        {
            var text = ordering.ToString();
            if (!ordering.Places.IsEmpty)
            {
                foreach (var sign in new[] { "(", ")", ",", "->", "=", "P", "Q" })
                    text = text.Replace(sign, space + sign + space, StringComparison.Ordinal);
            }

            Assert.Equal(ordering, Ordering.Parse(text));
        });

    [Theory]
    [InlineData("float", "float")]
    [InlineData("  float ", "float")]
    [InlineData("Q8(f,w)", "Q8(w,f)")]
    [InlineData("P.5(w)->Q8(w,f)", "P0.5(w) -> Q8(w,f)")]
    [InlineData("Q8(w) → P0.50(w,f) → Q8(f)", "Q8(w) -> P0.5(w,f) -> Q8(f)")]
    [InlineData("Q8(w)=P0.5(w)", "P0.5(w) = Q8(w)")]
    [InlineData("P0.999999(w)", "P0.999999(w)")]
    public void ToString_OfParsed_IsCanonical(string text, string canonical) => Assert.Equal(canonical, Ordering.Parse(text).ToString());

    [Fact]
    public void Parse_ReadsPlacesTermsAndTargets()
    {
        var ordering = Ordering.Parse("P0.5(w) = Q8(w) -> Q4(f)");

        Assert.Equal(2, ordering.Places.Length);
        Assert.Equal([new Term(OperatorKind.Prune, 0.5, Target.Weights), new Term(OperatorKind.Quantize, 8, Target.Weights)], ordering.Places[0].Terms);
        Assert.Equal([new Term(OperatorKind.Quantize, 4, Target.Features)], ordering.Places[1].Terms);
    }

    [Theory]
    [InlineData("", 1, "found the end; allowed: P with a sparsity, Q with bits, or float alone")]
    [InlineData("prune(w)", 1, "found 'prune'; allowed: P with a sparsity, Q with bits, or float alone")]
    [InlineData("Q8(w) -> float", 10, "found 'float'; allowed: P with a sparsity or Q with bits")]
    [InlineData("Q8(w) ->", 9, "found the end; allowed: P with a sparsity or Q with bits")]
    [InlineData("Q8(w) P0.5(w)", 7, "found 'P0.5'; allowed: '->', '=' or the end")]
    [InlineData("Q8", 3, "found the end; allowed: '(' and targets, such as (w,f)")]
    [InlineData("Q8(x)", 4, "found 'x'; allowed: w (weights) or f (features)")]
    [InlineData("Q8(w", 5, "found the end; allowed: ',' or ')'")]
    [InlineData("Q8(w;f)", 5, "found ';'; allowed: ',' or ')'")]
    [InlineData("Q(w)", 2, "found '('; Q takes whole bits from 2 to 16, such as Q8")]
    [InlineData("Q1(w)", 2, "found Q1; Q takes whole bits from 2 to 16, such as Q8")]
    [InlineData("Q17(w)", 2, "found Q17; Q takes whole bits from 2 to 16, such as Q8")]
    [InlineData("Q2.5(w)", 2, "found Q2.5; Q takes whole bits from 2 to 16, such as Q8")]
    [InlineData("P0(w)", 2, "found P0; P takes a sparsity between 0 and 1, both excluded, with at most 6 decimals, such as P0.5")]
    [InlineData("P1(w)", 2, "found P1; P takes a sparsity between 0 and 1, both excluded, with at most 6 decimals, such as P0.5")]
    [InlineData("P0.1234567(w)", 2, "found P0.1234567; P takes a sparsity between 0 and 1, both excluded, with at most 6 decimals, such as P0.5")]
    [InlineData("P0.5.5(w)", 2, "found P0.5.5; P takes a sparsity between 0 and 1, both excluded, with at most 6 decimals, such as P0.5")]
    [InlineData("Q8(w,w)", 6, "w (weights) is quantized twice; an ordering prunes each target at most once and quantizes it at most once")]
    [InlineData("P0.5(w) -> Q8(w) -> P0.7(f,w)", 28, "w (weights) is pruned twice; an ordering prunes each target at most once and quantizes it at most once")]
    [InlineData("Q8(f) = Q4(f)", 12, "f (features) is quantized twice; an ordering prunes each target at most once and quantizes it at most once")]
    public void TryParse_OfWrongText_TellsColumnFoundAndAllowed(string text, int column, string message)
    {
        Assert.False(Ordering.TryParse(text, out var ordering, out var problem));
        Assert.Null(ordering);
        Assert.Equal(new NotationProblem(column, message), problem);
        Assert.Equal($"column {column}: {message}", Assert.Throws<FormatException>(() => Ordering.Parse(text)).Message);
    }

    [Fact]
    public void TryParse_OfAnyText_NeverThrows() =>
        Gen.Char["PQwf0.58(),=-> →loat"].Array[0, 30].Select(letters => new string(letters)).Sample(text =>
        {
            if (Ordering.TryParse(text, out var ordering, out var problem))
                Assert.Equal(ordering, Ordering.Parse(ordering.ToString()));
            else
                Assert.InRange(problem.Column, 1, text.Length + 1);
        });

    [Theory]
    [InlineData("P0.5(w,f) -> Q8(w,f)", "Q8(w,f) -> P0.5(w,f)", true)]
    [InlineData("Q8(w) -> P0.5(w,f) -> Q8(f)", "Q8(w,f) -> P0.5(w,f)", true)]
    [InlineData("P0.5(w) = Q8(w)", "P0.5(w) -> Q8(w)", true)]
    [InlineData("P0.5(w,f) -> Q8(w,f)", "P0.5(w,f) -> Q8(w,f)", false)]
    [InlineData("P0.5(w,f) -> Q8(w,f)", "Q8(w,f) -> P0.6(w,f)", false)]
    [InlineData("P0.5(w,f) -> Q8(w,f)", "Q4(w,f) -> P0.5(w,f)", false)]
    [InlineData("P0.5(w,f) -> Q8(w,f)", "Q8(w,f) -> P0.5(w)", false)]
    [InlineData("Q8(w,f)", "Q8(w) = Q8(f)", false)]
    [InlineData("float", "float", false)]
    [InlineData("float", "Q8(w)", false)]
    public void IsReorderingOf_ComparesSetsAndOrder(string one, string other, bool expected)
    {
        Assert.Equal(expected, Ordering.Parse(one).IsReorderingOf(Ordering.Parse(other)));
        Assert.Equal(expected, Ordering.Parse(other).IsReorderingOf(Ordering.Parse(one)));
    }

    [Fact]
    public void IsReorderingOf_ReversedPlaces_HoldsWhenThereAreTwoOrMore() =>
        Orderings.Any.Sample(ordering =>
        {
            var reversed = new Ordering([.. ordering.Places.Reverse()]);
            Assert.Equal(ordering.Places.Length > 1, ordering.IsReorderingOf(reversed));
        });

    [Theory]
    [InlineData(OperatorKind.Prune, 0)]
    [InlineData(OperatorKind.Prune, 1)]
    [InlineData(OperatorKind.Prune, double.NaN)]
    [InlineData(OperatorKind.Prune, 0.12345678)]
    [InlineData(OperatorKind.Quantize, 1)]
    [InlineData(OperatorKind.Quantize, 17)]
    [InlineData(OperatorKind.Quantize, 7.5)]
    public void Term_OfStrengthOutOfRange_Throws(OperatorKind kind, double strength) =>
        Assert.Throws<ArgumentException>(() => new Term(kind, strength, Target.Weights));

    [Fact]
    public void Ordering_OfTargetTwice_Throws()
    {
        Assert.Throws<ArgumentException>(() => new Term(OperatorKind.Prune, 0.5, Target.Weights, Target.Weights));
        Assert.Throws<ArgumentException>(() => new Term(OperatorKind.Prune, 0.5));
        Assert.Throws<ArgumentException>(() => new Place());
        var place = new Place(new Term(OperatorKind.Prune, 0.5, Target.Weights));
        Assert.Throws<ArgumentException>(() => new Ordering(place, place));
    }
}
