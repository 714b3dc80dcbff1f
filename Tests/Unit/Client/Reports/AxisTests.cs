using JointQP.Client.Reports;

namespace JointQP.Tests.Unit.Client.Reports;

public sealed class AxisTests
{
    [Fact]
    public void Ticks_OfShares_AreRoundPercents() =>
        Assert.Equal(["80", "82", "84", "86"], new Axis(0.791, 0.869, 0, 100, 100).Ticks(5).Select(tick => tick.Text));

    [Fact]
    public void Ticks_OfSmallDifferences_KeepTheirDigits() =>
        Assert.Equal(["-0.05", "0.00", "0.05"], new Axis(-0.06, 0.07, 0, 100).Ticks(3).Select(tick => tick.Text));

    [Fact]
    public void Around_OneValue_HasRoomOnBothSides()
    {
        var axis = Axis.Around([0.5], 100, 0);

        Assert.Equal(50, axis.At(0.5), 6);
        Assert.NotEmpty(axis.Ticks());
    }

    [Fact]
    public void At_BeyondTheEnds_IsTheEnd() => Assert.Equal((0.0, 100.0), (new Axis(0, 1, 0, 100).At(-3), new Axis(0, 1, 0, 100).At(double.PositiveInfinity)));
}
