using System.Globalization;
using System.Xml.Linq;
using JointQP.Client.Rendering;
using JointQP.Studies.Analysis.Layers;

namespace JointQP.Client.Reports;

/// <summary>The map of a network: how far apart the two orders of pruning and quantization are at each of its places, by schedule.</summary>
internal static class LayerFigure
{
    private const int MostSites = 40;
    private const double Top = 58, Wide = 58, High = 22;

    /// <summary>None where no place of the network has both operators.</summary>
    public static IEnumerable<XElement> Of(ExperimentLayers layers)
    {
        var rows = layers.Settled.Where(row => row.Values.ContainsKey(LayerMeasure.Commutator)).ToList();
        if (rows.Count == 0)
            yield break;
        var schedules = rows.Select(row => row.Schedule).Distinct(StringComparer.Ordinal).ToList();
        var sites = rows.Select(row => row.Site).Distinct(StringComparer.Ordinal).ToList();
        yield return Figure.Of(
            $"{layers.Experiment}: how far apart the two orders are at each place",
            $"||Q(P(x)) - P(Q(x))|| / ||x|| where both operators have settled, x the weight or a window of feature maps there; means over seeds. {layers.Sentence()}"
                + LeftOut(layers, schedules.Count, sites.Count),
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

    private static XElement Draw(List<LayerRow> rows, List<string> schedules, List<string> sites)
    {
        // Whole: orders of four operators differ in their ends alone.
        var left = Math.Clamp((schedules.Max(schedule => schedule.Length) * Svg.Letter) + 10, 90, 300);
        var svg = new Svg(Math.Max(Svg.Usual, left + (Wide * sites.Count) + 8), Top + (High * schedules.Count) + 8);
        foreach (var (at, site) in sites.Index())
        {
            var parts = site.Split('.');
            svg.Texts(left + (Wide * (at + 0.5)), 14, [.. parts.TakeLast(3).Select(part => part.Length <= 8 ? part : part[..7] + "…")], "tick", "middle");
        }

        foreach (var (at, schedule) in schedules.Index())
            svg.Text(left - 8, Top + (High * (at + 0.5)) + 4, schedule, "tick", "end", left - 10);
        var cells = rows.Select(row => (Row: row, Value: row.Values[LayerMeasure.Commutator].Mean)).ToList();
        var most = cells.Max(cell => cell.Value);
        foreach (var (row, value) in cells)
        {
            var (column, line) = (sites.IndexOf(row.Site), schedules.IndexOf(row.Schedule));
            if (column < 0 || line < 0)
                continue;
            var (x, y) = (left + (Wide * column), Top + (High * line));
            // From nothing: a place where order does not count is dark whatever the others are.
            var look = $"h{(most > 0 ? (int)Math.Round(value / most * 8) : 0)}";
            svg.Box(x + 1, y + 1, Wide - 2, High - 2, $"cell {look}");
            svg.Text(x + (Wide / 2), y + (High / 2) + 4, value.ToString("0.000", CultureInfo.InvariantCulture), $"on {look}", "middle");
        }

        return svg.Of(
            "how far apart the two orders are, by place and schedule",
            string.Join(" ", sites.Take(20).Select(site =>
                $"{site}: {cells.Where(cell => cell.Row.Site == site).Average(cell => cell.Value).ToString("0.0000", CultureInfo.InvariantCulture)} on average.")));
    }
}
