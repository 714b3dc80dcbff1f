using CsCheck;
using JointQP.Training.Operators;
using static TorchSharp.torch;

namespace JointQP.Tests.Training.Operators;

public sealed class MaskTilingTests
{
    [Theory]
    [InlineData(4, new[] { 1f, 2, 3, 1 })]
    [InlineData(5, new[] { 3f, 1, 2, 3, 1 })]
    [InlineData(7, new[] { 2f, 3, 1, 2, 3, 1, 2 })]
    [InlineData(9, new[] { 1f, 2, 3, 1, 2, 3, 1, 2, 3 })]
    public void Fit_OneDimension_RepeatsWithACopyInTheMiddle(int length, float[] expected)
    {
        using var scope = NewDisposeScope();
        Assert.Equal(expected, MaskTiling.Fit(tensor(new[] { 1f, 2, 3 }), [length]).Floats());
    }

    [Fact]
    public void Fit_AnyMap_EachElementByTheFormula() =>
        Gen.Select(Gen.Int[1, 4], Gen.Int[2, 5], Gen.Int[2, 5], Gen.Int[0, 9], Gen.Int[0, 9]).Sample((channels, height, width, more, wider) =>
        {
            using var scope = NewDisposeScope();
            var mask = tensor([.. Enumerable.Range(0, channels * height * width).Select(i => (float)i)], [channels, height, width]);
            var (h, w) = (height + more, width + wider);
            var fitted = MaskTiling.Fit(mask, [channels, h, w]);
            for (var c = 0; c < channels; c++)
            {
                for (var i = 0; i < h; i++)
                {
                    for (var j = 0; j < w; j++)
                    {
                        var (a, b) = (Wrap(i - (more / 2), height), Wrap(j - (wider / 2), width));
                        Assert.Equal((float)((((c * height) + a) * width) + b), fitted[c, i, j].item<float>());
                    }
                }
            }
        }, iter: 30);

    [Fact]
    public void Fit_ChannelMask_StaysAsSmallAsItIs()
    {
        using var scope = NewDisposeScope();
        var mask = tensor(new[] { 1f, 0, 1 }, [3, 1, 1]);
        Assert.Equal([3, 1, 1], MaskTiling.Fit(mask, [3, 40, 50]).shape);
    }

    [Fact]
    public void Fit_SmallerOrOtherMap_Refused()
    {
        using var scope = NewDisposeScope();
        Assert.Contains("2x4x3", Assert.Throws<ArgumentException>(() => MaskTiling.Fit(ones(2, 4, 4), [2, 4, 3])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => MaskTiling.Fit(ones(2, 4), [2, 4, 4]));
    }

    private static int Wrap(int i, int n) => ((i % n) + n) % n;
}
