using System.Collections.Immutable;
using JointQP.Studies.Notation;
using JointQP.Studies.Words;

namespace JointQP.Studies.Spec;

/// <summary>
/// A published schedule by name. In a training of another length each of its times lies at the same share of the training as in the published
/// one, rounded to whole steps.
/// </summary>
/// <param name="Name">The word in a spec.</param>
/// <param name="Epochs">How long the published training is.</param>
/// <param name="Order">Its ordering in notation, with the strengths that it has unless a spec says others.</param>
/// <param name="Onsets">The published epoch at which each place of the order starts, counted from 0.</param>
/// <param name="RampEvery">Epochs between two masks.</param>
/// <param name="RampTimes">Masks in a ramp.</param>
/// <param name="FeatureDelay">Epochs from the quantization of weights to that of features.</param>
/// <param name="Source">Where it was published.</param>
public sealed record SchedulePreset(
    string Name,
    int Epochs,
    string Order,
    ImmutableArray<decimal> Onsets,
    decimal RampEvery,
    int RampTimes,
    decimal FeatureDelay,
    string Source)
{
    private const string Mnist = "the MNIST example of qsparse 1.0.1, the library of the authors of arXiv 2110.08271";

    /// <summary>All, in the order they are told to people.</summary>
    public static ImmutableArray<SchedulePreset> All { get; } =
    [
        new("mnist-prune-first", 14, "P0.5(w,f) -> Q8(w,f)", [2, 6], RampEvery: 1, RampTimes: 3, FeatureDelay: 1, Mnist),
        new("mnist-quantize-first", 14, "Q8(w,f) -> P0.5(w,f)", [2, 4], RampEvery: 1, RampTimes: 3, FeatureDelay: 1, Mnist),
    ];

    /// <summary>Its ordering with other strengths.</summary>
    /// <param name="sparsity">Of every pruning, in (0, 1); null: as published.</param>
    /// <param name="bits">Of every quantization, in [2, 16]; null: as published.</param>
    internal Ordering Ordering(double? sparsity, int? bits) =>
        new([.. Notation.Ordering.Parse(Order).Places.Select(place => new Place([.. place.Terms.Select(term => Strengthen(term, sparsity, bits))]))]);

    /// <summary>The step nearest to a published epoch's share of the training; a half goes to the earlier step, as everywhere.</summary>
    internal long ToSteps(decimal epoch, long totalSteps) => (long)decimal.Ceiling((epoch * totalSteps / Epochs) - 0.5m);

    private static Term Strengthen(Term term, double? sparsity, int? bits) =>
        new(term.Kind, (term.Kind == OperatorKind.Prune ? sparsity : bits) ?? term.Strength, term.Targets);
}
