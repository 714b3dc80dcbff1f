using System.Globalization;
using JointQP.Studies.Analysis.Layers;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace JointQP.Client.Rendering;

/// <summary>What was measured at the places of networks, for people.</summary>
internal static class LayerText
{
    private static readonly (string Heading, string Measure)[] Shown =
    [
        ("commutator", LayerMeasure.Commutator),
        ("overlap", LayerMeasure.MaskOverlap),
        ("error", LayerMeasure.QuantizationError),
        ("energy", LayerMeasure.PrunedEnergy),
        ("zeros", LayerMeasure.ZerosPruned),
    ];

    /// <summary>A table for each experiment, a row for each place: means over schedules.</summary>
    public static IRenderable Of(IReadOnlyCollection<ExperimentLayers> layers) => new Rows(layers.SelectMany(Experiment));

    /// <summary>The heading of a measure.</summary>
    public static string Heading(string measure) => measure.Replace('-', ' ');

    /// <summary>A value of a measure.</summary>
    public static string Value(string measure, double value) => measure switch
    {
        LayerMeasure.DecimalBits or LayerMeasure.DecimalBitsAfterPruning => value.ToString("0.0", CultureInfo.InvariantCulture),
        LayerMeasure.Commutator or LayerMeasure.QuantizationError => value.ToString("0.0000", CultureInfo.InvariantCulture),
        _ => (value * 100).ToString("0.0", CultureInfo.InvariantCulture) + " %",
    };

    private static IEnumerable<IRenderable> Experiment(ExperimentLayers layers)
    {
        yield return new Text($"{layers.Experiment}: the two orders at each place of the network", new Style(decoration: Decoration.Bold));
        var places = layers.Settled.Where(row => row.Values.ContainsKey(LayerMeasure.Commutator)).GroupBy(row => row.Site, StringComparer.Ordinal).ToList();
        if (places.Count == 0)
        {
            yield return new Text(layers.Trials == 0 ? "no trial is done yet" : "no place of it has both pruning and quantization");
            yield break;
        }

        var table = Tables.New(["place", .. Shown.Select(shown => ">" + shown.Heading)]);
        foreach (var place in places)
            table.Row([place.Key, .. Shown.Select(shown => Mean(place, shown.Measure))]);

        yield return table;
        yield return new Text(layers.Sentence()!);
        yield return new Text(
            "commutator: ||Q(P(x)) - P(Q(x))|| / ||x||; overlap: what one order's mask keeps of the other's; error: ||Q(x) - x|| / ||x||; energy: pruned of ||x||^2; zeros: share of Q's zeros that P prunes. "
                + $"Means over {Format.Count(places.Max(place => place.Count()))} schedules where both operators have settled; '-o csv' has each schedule, both moments and decimal bits."
                + (layers.LeftOut > 0 ? $" Of {Format.Count(layers.Trials + layers.LeftOut)} trials {Format.Count(layers.Trials)} were read." : ""),
            new Style(Color.Grey));
    }

    private static string Mean(IEnumerable<LayerRow> schedules, string measure)
    {
        var values = schedules.Where(row => row.Values.ContainsKey(measure)).Select(row => row.Values[measure].Mean).ToList();
        return values.Count == 0 ? "" : Value(measure, values.Average());
    }
}
