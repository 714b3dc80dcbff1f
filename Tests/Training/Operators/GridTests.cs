using JointQP.Training.Operators;

namespace JointQP.Tests.Training.Operators;

public sealed class GridTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(25)]
    public void Grid_BitsThatFloatsCannotRoundTo_Refused(int bits) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Grid(bits, [0]));

    [Theory]
    [InlineData(-1)]
    [InlineData(20)]
    public void Grid_DecimalBitsOutsideTheSearch_Refused(int decimalBits) =>
        Assert.Contains("20", Assert.Throws<ArgumentOutOfRangeException>(() => new Grid(8, [3, decimalBits])).Message, StringComparison.Ordinal);

    [Fact]
    public void Grid_OutermostNumbers_Taken()
    {
        Assert.Equal(-8_388_608, new Grid(24, [0, 19]).LowestInteger);
        Assert.Equal(1, new Grid(2, [0]).HighestInteger);
    }

    [Fact]
    public void Grid_NoDecimalBitsOrNoAxis_Refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Grid(8, []));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Grid(8, [1], axis: -1));
    }
}
