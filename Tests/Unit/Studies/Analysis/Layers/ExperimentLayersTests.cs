using JointQP.Studies.Analysis.Layers;
using JointQP.Studies.Results;

namespace JointQP.Tests.Unit.Studies.Analysis.Layers;

public sealed class ExperimentLayersTests
{
    [Fact]
    public void Of_SeedsOfASchedule_GivesMeansByPlaceAndMoment()
    {
        var layers = ExperimentLayers.Of("fashion", [Trial("P -> Q", 0.1), Trial("P -> Q", 0.3), Trial("Q -> P", 0.5)]);

        Assert.Equal(
            [("P -> Q", "a.weight", 1), ("P -> Q", "a.weight", 2), ("P -> Q", "b.weight", 1), ("Q -> P", "a.weight", 1), ("Q -> P", "a.weight", 2), ("Q -> P", "b.weight", 1)],
            layers.Rows.Select(row => (row.Schedule, row.Site, row.Moment)));
        Assert.Equal([LayerMeasure.PrunedEnergy], layers.Rows[0].Values.Keys);
        var both = layers.Rows[1].Values[LayerMeasure.Commutator];
        Assert.Equal((0.2, 2), (both.Mean, both.Count));
        Assert.Equal(3, layers.Trials);
    }

    [Fact]
    public void Settled_PlacesWithTwoMoments_HasTheLast() =>
        Assert.Equal(
            [("a.weight", 2), ("b.weight", 1)],
            ExperimentLayers.Of("fashion", [Trial("P -> Q", 0.1)]).Settled.Select(row => (row.Site, row.Moment)));

    [Fact]
    public void Sentence_PlacesWithBothOperators_NamesThoseThatCommuteLeastAndBest() => Assert.Equal(
        "Where both have settled, pruning and quantization commute least at a.weight: tried on one tensor, their two orders differ by 0.4 of its norm, "
        + "and 90.0 % of what one mask keeps the other keeps too. They commute best at b.weight (0.01).",
        ExperimentLayers.Of("fashion", [Trial("P -> Q", 0.3), Trial("Q -> P", 0.5)]).Sentence());

    [Fact]
    public void Sentence_NoPlaceWithBoth_IsNone() =>
        Assert.Null(ExperimentLayers.Of("fashion", [new("P", "P", [new(0, 5, "sites/a.weight/pruned-energy", 0.2), new(0, 5, "test/accuracy", 0.9)])]).Sentence());

    [Theory]
    [InlineData("sites/conv1.weight/commutator", "conv1.weight", "commutator")]
    [InlineData("sites/generator/up.0.features/zeros-pruned", "generator/up.0.features", "zeros-pruned")]
    [InlineData("sites/commutator", null, null)]
    [InlineData("train/loss", null, null)]
    public void TryParse_AMetric_TellsThePlaceAndTheMeasure(string metric, string? site, string? measure)
    {
        Assert.Equal(site is not null, LayerMeasure.TryParse(metric, out var foundSite, out var found));
        Assert.Equal((site, measure), (foundSite, found));
        if (site is not null)
            Assert.Equal(metric, LayerMeasure.MetricOf(site, measure!));
    }

    // At a.weight pruning settles at step 5 and quantization at 9; at b.weight both at 9.
    private static LayerTrial Trial(string schedule, double commutator) => new(schedule, schedule,
    [
        new MetricPoint(1, 9, "sites/b.weight/commutator", 0.01),
        new MetricPoint(1, 9, "sites/b.weight/mask-overlap", 1),
        new MetricPoint(1, 9, "sites/a.weight/commutator", commutator),
        new MetricPoint(1, 9, "sites/a.weight/mask-overlap", 0.9),
        new MetricPoint(0, 5, "sites/a.weight/pruned-energy", 0.2),
        new MetricPoint(1, 10, "test/accuracy", 0.9),
    ]);
}
