using System.Collections.Immutable;
using CsCheck;
using JointQP.Studies.Notation;
using JointQP.Studies.Words;

namespace JointQP.Tests.Unit.Studies.Notation;

/// <summary>Random orderings: every way to tie and order operators on targets, each target pruned and quantized at most once.</summary>
internal static class Orderings
{
    private static readonly Gen<double> Sparsity = Gen.Int[1, 999_999].Select(millionths => millionths / 1e6);

    private static readonly Gen<double> Bits = Gen.Int[2, 16].Select(bits => (double)bits);

    public static Gen<Ordering> Any { get; } =
        Gen.Select(Terms(OperatorKind.Prune, Sparsity), Terms(OperatorKind.Quantize, Bits))
            .SelectMany((pruning, quantizing) => Gen.Shuffle(pruning.AddRange(quantizing).ToArray()))
            .SelectMany(terms => Gen.Bool.Array[terms.Length].Select(ties => Tie(terms, ties)));

    private static Gen<ImmutableArray<Term>> Terms(OperatorKind kind, Gen<double> strength) =>
        Gen.Select(Gen.Int[0, 4], strength, strength).Select((shape, one, two) => shape switch
        {
            0 => ImmutableArray<Term>.Empty,
            1 => [new Term(kind, one, Target.Weights)],
            2 => [new Term(kind, one, Target.Features)],
            3 => [new Term(kind, one, Target.Features, Target.Weights)],
            _ => [new Term(kind, one, Target.Weights), new Term(kind, two, Target.Features)],
        });

    private static Ordering Tie(Term[] terms, bool[] ties)
    {
        var places = new List<List<Term>>();
        for (var i = 0; i < terms.Length; i++)
        {
            if (i > 0 && ties[i])
                places[^1].Add(terms[i]);
            else
                places.Add([terms[i]]);
        }

        return new Ordering([.. places.Select(place => new Place([.. place]))]);
    }
}
