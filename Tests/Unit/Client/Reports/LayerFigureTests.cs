using JointQP.Client.Reports;

namespace JointQP.Tests.Unit.Client.Reports;

public sealed class LayerFigureTests
{
    [Fact]
    public void Of_ThreePlacesAndOrdersOfFourOperators_FitsAPhoneWithWholeLabels()
    {
        var layers = ReportSamples.Full().Layers[1];
        layers = layers with { Rows = [.. layers.Rows.Where(row => row.Site is "conv1.weight" or "norm1.features" or "linear1.weight")] };

        var picture = LayerFigure.Of(layers).Single().Descendants("svg").First();

        Assert.StartsWith("0 0 400 ", picture.Attribute("viewBox")!.Value, StringComparison.Ordinal);
        Assert.DoesNotContain("…", picture.Value, StringComparison.Ordinal);
        Assert.Contains("0: commute", picture.Value, StringComparison.Ordinal);
    }
}
