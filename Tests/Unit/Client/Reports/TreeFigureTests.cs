using System.Xml.Linq;
using JointQP.Client.Reports;

namespace JointQP.Tests.Unit.Client.Reports;

public sealed class TreeFigureTests
{
    [Fact]
    public void Of_ManySchedules_DrawsThemInPicturesThatFitAPageEachOnce()
    {
        var data = ReportSamples.Of(ReportSamples.Spec(2, ReportSamples.Orders), ReportSamples.Usual);

        var figures = TreeFigure.Of(data).Where(part => part.Name == "figure").ToList();

        var pictures = figures.Descendants("div").Where(part => part.Attribute("class")?.Value == "pictures").Descendants("svg").ToList();
        Assert.Equal(2, pictures.Count);
        var names = pictures.SelectMany(picture => picture.Elements("text")).Where(text => text.Attribute("text-anchor")?.Value == "end" && text.Value.Contains('→', StringComparison.Ordinal)).Select(text => text.Value).ToList();
        Assert.Equal(24, names.Count);
        Assert.Equal(24, names.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Width_OfAnOperator_IsLessThanThatOfAsManyWideLetters()
    {
        Assert.InRange(TreeFigure.Width("P0.75(w)"), 40, 45.4);
        Assert.True(TreeFigure.Width("P0.75(w)") < TreeFigure.Width("wwwwwwww"));
    }
}
