using System.Globalization;
using System.Xml.Linq;
using JointQP.Client.Reports;

namespace JointQP.Tests.Unit.Client.Reports;

public sealed class ForestFigureTests
{
    [Theory]
    [InlineData(-0.02, 0.01, 0.05, -0.05, 0.05)]
    [InlineData(-0.02, 0.01, 0.08, -0.08, 0.08)]
    [InlineData(-0.02, 0.01, 0.081, -0.02, 0.01)]
    [InlineData(-0.2, 0.1, 0.05, -0.2, 0.1)]
    [InlineData(0, 0, 0.05, -0.05, 0.05)]
    public void WithMargins_OfEnds_HasMarginsUpToFourTimesAsFar(double low, double high, double margin, double from, double to) =>
        Assert.Equal((from, to), ForestFigure.WithMargins(low, high, [margin]));

    [Fact]
    public void Of_Margin_DrawsItsEdgesWithinThePicture()
    {
        var figure = Figure(margin: 0.05);

        var edges = figure.Descendants("line").Where(line => line.Attribute("class")!.Value == "edge" && line.Ancestors("ul").FirstOrDefault() is null).ToList();
        var band = figure.Descendants("rect").First(rect => rect.Attribute("class")!.Value == "band");
        Assert.Equal(2, edges.Count);
        Assert.Equal(Number(band, "x"), Number(edges[0], "x1"), 0.2);
        Assert.Equal(Number(band, "x") + Number(band, "width"), Number(edges[1], "x1"), 0.2);
        Assert.All(edges, edge => Assert.InRange(Number(edge, "x1"), 15, 385));
        Assert.Contains("margin -5.00", figure.Value, StringComparison.Ordinal);
        Assert.Contains("margin +5.00", figure.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_MarginFarBeyondWhatWasMeasured_SaysSoAndKeepsTheScale()
    {
        var figure = Figure(margin: 0.9);

        Assert.DoesNotContain(figure.Descendants("line"), line => line.Attribute("class")!.Value == "edge" && line.Ancestors("ul").FirstOrDefault() is null);
        Assert.Contains("margin ±90.00, beyond the picture", figure.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_ManyOrders_ShowsThePrimaryWithEveryTestAndFoldsPairs()
    {
        var figure = ForestFigure.Of(ReportSamples.Of(ReportSamples.Spec(6, ReportSamples.Orders), ReportSamples.Usual).Verdict).Single();

        var tables = figure.Descendants("table").ToList();
        string[] headings = [.. tables[0].Descendants("th").Select(heading => heading.Value.Replace('\u00a0', ' '))];
        Assert.StartsWith("primary", tables[0].Element("caption")!.Value, StringComparison.Ordinal);
        Assert.StartsWith("secondary", tables[1].Element("caption")!.Value, StringComparison.Ordinal);
        Assert.Empty(tables[0].Ancestors("details"));
        Assert.Single(tables[1].Ancestors("details"));
        Assert.Equal(6, tables[0].Element("tbody")!.Elements("tr").Count());
        Assert.All(new[] { "p (paired t)", "p (Wilcoxon)", "d_z", "g_z" }, heading =>
            Assert.All(tables[0].Element("tbody")!.Elements("tr"), row => Assert.NotEmpty(row.Elements("td").ElementAt(Array.IndexOf(headings, heading)).Value)));
    }

    private static XElement Figure(double margin) => ForestFigure.Of(ReportSamples.Of(ReportSamples.Spec(6, ReportSamples.Pair), ReportSamples.Usual, margin: margin).Verdict).Single();

    private static double Number(XElement element, string attribute) => double.Parse(element.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);
}
