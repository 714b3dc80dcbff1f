using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace JointQP.Training.Compression;

/// <summary>Every site of a network; <see cref="ToString"/> prints a table.</summary>
/// <param name="Layers">In canonical order: the input, then each layer's weight, bias and features in registration order.</param>
public sealed record NetworkReport(ImmutableArray<LayerReport> Layers)
{
    private const string Unknown = "-";

    /// <summary>The site of that name.</summary>
    /// <exception cref="KeyNotFoundException">There is none; the message lists those there are.</exception>
    public LayerReport this[string name] => Layers.FirstOrDefault(layer => layer.Name == name)
        ?? throw new KeyNotFoundException($"No site is called '{name}'; there is: {string.Join(", ", Layers.Select(layer => layer.Name))}.");

    /// <summary>A table for people: a line for each site, and what all weights and the features of one sample come to.</summary>
    public override string ToString()
    {
        List<string[]> rows = [["site", "type", "bits", "decimal bits", "sparsity", "error", "elements", "bytes"], .. Layers.Select(Row)];
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        var text = new StringBuilder();
        foreach (var row in rows)
            text.AppendJoin("  ", row.Select((cell, column) => column < 2 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]))).Append('\n');
        var footprint = Total();
        return text.Append(Number(footprint.WeightBytes)).Append(" bytes of weights, ")
            .Append(Layers.Any(IsUnseen) ? "features unknown before the first forward" : Number(footprint.FeatureBytes) + " bytes of features a sample")
            .Append("; masks beside them: ").Append(Number(footprint.MaskBytes)).Append(" bytes as bits, ")
            .Append(Number(footprint.IndexBytes)).Append(" at least")
            .Append(footprint.BiasBytes > 0 ? $"; biases: {Number(footprint.BiasBytes)} bytes" : "").ToString();
    }

    internal static bool IsUnseen(LayerReport layer) => layer.Elements <= 0 && layer.Kind != SiteKind.Input;

    internal Footprint Total() => new(Bytes(SiteKind.Weight), Bytes(SiteKind.Features), Layers.Sum(layer => layer.MaskBytes), Layers.Sum(layer => layer.IndexBytes))
    {
        BiasBytes = Bytes(SiteKind.Bias),
    };

    private double Bytes(SiteKind kind) => Layers.Where(layer => layer.Kind == kind).Sum(layer => layer.Bytes);

    private static string[] Row(LayerReport layer) =>
    [
        layer.Name,
        layer.Type,
        layer.Bits.ToString(CultureInfo.InvariantCulture),
        layer.DecimalBits switch
        {
            [] => Unknown,
            var all when all.Min() == all.Max() => all[0].ToString(CultureInfo.InvariantCulture),
            var all => string.Create(CultureInfo.InvariantCulture, $"{all.Min()} to {all.Max()}"),
        },
        layer.Sparsity > 0 ? layer.Sparsity.ToString("0.0000", CultureInfo.InvariantCulture) : Unknown,
        layer.Error?.ToString("0.00000", CultureInfo.InvariantCulture) ?? Unknown,
        Number(layer.Elements),
        layer.Bytes > 0 ? Number(layer.Bytes) : Unknown,
    ];

    private static string Number(double value) => value.ToString("#,0.##", CultureInfo.InvariantCulture);
}
