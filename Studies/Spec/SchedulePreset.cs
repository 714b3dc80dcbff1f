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
    private const string PruneFirst = "P0.5(w,f) -> Q8(w,f)";
    private const string QuantizeFirst = "Q8(w,f) -> P0.5(w,f)";
    private const string Mnist = "the MNIST example of qsparse 1.0.1, the library of the authors of arXiv 2110.08271";
    private const string Examples = ", mlzxy/qsparse-examples, the programs behind the results of arXiv 2110.08271";

    /// <summary>All, in the order they are told to people.</summary>
    /// <remarks>
    /// Where a task was published with an early and a late form of quantizing first, the plain name is the one whose results with both targets are
    /// in its table: late for CIFAR-10 and VOC, early for the GANs.
    /// </remarks>
    public static ImmutableArray<SchedulePreset> All { get; } =
    [
        new("mnist-prune-first", 14, PruneFirst, [2, 6], RampEvery: 1, RampTimes: 3, FeatureDelay: 1, Mnist),
        new("mnist-quantize-first", 14, QuantizeFirst, [2, 4], RampEvery: 1, RampTimes: 3, FeatureDelay: 1, Mnist),
        new("cifar10-prune-first", 250, PruneFirst, [100, 230], RampEvery: 15, RampTimes: 4, FeatureDelay: 5, "cifar10" + Examples),
        new("cifar10-quantize-first", 250, QuantizeFirst, [160, 180], RampEvery: 15, RampTimes: 4, FeatureDelay: 10, "cifar10" + Examples),
        new("cifar10-quantize-first-early", 250, QuantizeFirst, [100, 130], RampEvery: 15, RampTimes: 4, FeatureDelay: 10, "cifar10" + Examples),
        new("voc-prune-first", 9, PruneFirst, [3, 7.2m], RampEvery: 0.5m, RampTimes: 4, FeatureDelay: 0.3m, "fasterrcnn" + Examples),
        new("voc-quantize-first", 9, QuantizeFirst, [6.5m, 6.9m], RampEvery: 0.5m, RampTimes: 4, FeatureDelay: 0.3m, "fasterrcnn" + Examples),
        new("voc-quantize-first-early", 9, QuantizeFirst, [5.2m, 5.7m], RampEvery: 0.5m, RampTimes: 4, FeatureDelay: 0.3m, "fasterrcnn" + Examples),
        new("espcn-prune-first", 200, PruneFirst, [140, 160], RampEvery: 5, RampTimes: 4, FeatureDelay: 10, "espcn-sr" + Examples),
        new("espcn-quantize-first", 200, QuantizeFirst, [140, 155], RampEvery: 5, RampTimes: 4, FeatureDelay: 10, "espcn-sr" + Examples),
        new("pix2pix-prune-first", 300, PruneFirst, [100, 280], RampEvery: 15, RampTimes: 4, FeatureDelay: 10, "cyclegan_pix2pix" + Examples),
        new("pix2pix-quantize-first", 300, QuantizeFirst, [110, 130], RampEvery: 15, RampTimes: 4, FeatureDelay: 10, "cyclegan_pix2pix" + Examples),
        // Feature maps at 12 bits, so that they are a place of their own.
        new("cyclegan-prune-first", 300, "P0.5(w,f) -> Q8(w) -> Q12(f)", [100, 280, 290], RampEvery: 15, RampTimes: 4, FeatureDelay: 0, "cyclegan_pix2pix" + Examples),
        new("cyclegan-quantize-first", 300, "Q8(w) -> Q12(f) -> P0.5(w,f)", [110, 120, 130], RampEvery: 15, RampTimes: 4, FeatureDelay: 0, "cyclegan_pix2pix" + Examples),
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
