using System.Globalization;
using System.Xml.Linq;
using JointQP.Client.Rendering;
using JointQP.Studies.Analysis.Layers;

namespace JointQP.Client.Reports;

/// <summary>The map of a network: how far apart the two orders of pruning and quantization are at each of its places, by schedule.</summary>
internal static class LayerFigure
{
    private const int MostSites = 40, Shades = 9;
    private const double Wide = 58, Line = 15, LeastLabel = 150;

    /// <summary>None where no place of the network has both operators.</summary>
    public static IEnumerable<XElement> Of(ExperimentLayers layers)
    {
        var rows = layers.Settled.Where(row => row.Values.ContainsKey(LayerMeasure.Commutator)).ToList();
        if (rows.Count == 0)
            yield break;
        var schedules = rows.Select(row => row.Schedule).Distinct(StringComparer.Ordinal).ToList();
        var sites = rows.Select(row => row.Site).Distinct(StringComparer.Ordinal).ToList();
        yield return Figure.Of(
            $"{layers.Experiment}: where pruning and quantization do not commute: 0 = the same result either way",
            $"How far apart the results of the two orders are, in parts of the tensor's norm: means over seeds. Places with one operator are not drawn. {layers.Sentence()}"
                + LeftOut(layers, schedules.Count, sites.Count)
                + " As a formula: ||Q(P(x)) - P(Q(x))|| / ||x||, x the weight or a window of feature maps.",
            [Draw(rows, [.. schedules.Take(ReportLimits.Branches)], [.. sites.Take(MostSites)])],
            Figure.Table(
                "places by schedule",
                ["schedule", "place", ">settled", .. LayerMeasure.All.Select(measure => ">" + LayerText.Heading(measure))],
                layers.Rows.Select(row => new[] { row.Schedule, row.Site, row.Values.ContainsKey(LayerMeasure.Commutator) ? "both" : "one" }
                    .Concat(LayerMeasure.All.Select(measure => row.Values.TryGetValue(measure, out var value) ? LayerText.Value(measure, value.Mean) : "")).ToArray()),
                ReportLimits.Rows));
    }

    private static string LeftOut(ExperimentLayers layers, int schedules, int sites) =>
        (schedules > ReportLimits.Branches ? $" Drawn: {Figure.First(ReportLimits.Branches, schedules)} schedules." : "")
        + (sites > MostSites ? $" Drawn: {Figure.First(MostSites, sites)} places." : "")
        + (layers.LeftOut > 0 ? $" Of {Format.Count(layers.Trials + layers.LeftOut)} trials {Format.Count(layers.Trials)} were read." : "");

    /// <summary>A place over lines: its last parts, which tell places apart.</summary>
    private static string[] Head(string site) => [.. site.Split('.').TakeLast(3).Select(part => part.Length <= 8 ? part : part[..7] + "…")];

    /// <summary>What colours mean.</summary>
    private static void Key(Svg svg, double y, double most)
    {
        const double Shade = 20;
        var from = (svg.Width - (Shades * Shade)) / 2;
        svg.Text(from - 6, y + 11, "0: commute", "tick", "end");
        for (var shade = 0; shade < Shades; shade++)
            svg.Box(from + (Shade * shade), y, Shade, 14, $"cell h{shade}");
        svg.Text(from + (Shades * Shade) + 6, y + 11, Number(most), "tick");
    }

    private static string Number(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);

    private static XElement Draw(List<LayerRow> rows, List<string> schedules, List<string> sites)
    {
        // Over several lines where that makes the map fit a phone; orders of four operators differ in their ends alone, so nothing is cut off a line.
        var room = Math.Clamp(Svg.Usual - 8 - (Wide * sites.Count), LeastLabel, 300);
        var labels = schedules.ConvertAll(schedule => Svg.Wrap(schedule, room - 10));
        var left = Math.Max((labels.SelectMany(label => label).Max(line => line.Length) * Svg.Letter) + 10, 90);
        var high = (Line * labels.Max(label => label.Count)) + 7;
        var heads = sites.ConvertAll(Head);
        var top = 6 + (Line * heads.Max(head => head.Length));
        var bottom = top + (high * schedules.Count);
        var svg = new Svg(Math.Max(Svg.Usual, left + (Wide * sites.Count) + 8), bottom + 38);
        foreach (var (at, head) in heads.Index())
            svg.Texts(left + (Wide * (at + 0.5)), top - 6 - (Line * (head.Length - 1)), head, "tick", "middle");

        foreach (var (at, label) in labels.Index())
            svg.Texts(left - 8, top + (high * (at + 0.5)) + 4 - (Line * (label.Count - 1) / 2), label, "tick", "end");
        var cells = rows.Select(row => (Row: row, Value: row.Values[LayerMeasure.Commutator].Mean)).ToList();
        var most = cells.Max(cell => cell.Value);
        foreach (var (row, value) in cells)
        {
            var (column, line) = (sites.IndexOf(row.Site), schedules.IndexOf(row.Schedule));
            if (column < 0 || line < 0)
                continue;
            var (x, y) = (left + (Wide * column), top + (high * line));
            // From nothing: a place where order does not count is dark whatever the others are.
            var look = $"h{(most > 0 ? (int)Math.Round(value / most * (Shades - 1)) : 0)}";
            svg.Box(x + 1, y + 1, Wide - 2, high - 2, $"cell {look}");
            svg.Text(x + (Wide / 2), y + (high / 2) + 4, Number(value), $"on {look}", "middle");
        }

        Key(svg, bottom + 14, most);
        return svg.Of(
            "How far apart the two orders of pruning and quantization are, by place and schedule",
            string.Join(" ", sites.Take(20).Select(site =>
                $"{site}: {cells.Where(cell => cell.Row.Site == site).Average(cell => cell.Value).ToString("0.0000", CultureInfo.InvariantCulture)} on average.")));
    }
}
