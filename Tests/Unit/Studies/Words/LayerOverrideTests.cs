using System.Text.RegularExpressions;
using CsCheck;
using JointQP.Studies.Words;

namespace JointQP.Tests.Unit.Studies.Words;

public sealed class LayerOverrideTests
{
    [Theory]
    [InlineData("conv2.weight", "conv2.weight", true)]
    [InlineData("conv2.weight", "xconv2.weight", false)]
    [InlineData("conv2.weight", "conv2.weights", false)]
    [InlineData("conv?.weight", "conv2.weight", false)]
    [InlineData("Conv2.weight", "conv2.weight", false)]
    [InlineData("conv*", "conv2.weight", true)]
    [InlineData("*.weight", "block.1.conv.weight", true)]
    [InlineData("block.*.weight", "block.1.conv.weight", true)]
    [InlineData("*", "input", true)]
    public void Matches_OfAName_IsAsAWholeWithStarsForAnything(string pattern, string name, bool matches) =>
        Assert.Equal(matches, new LayerOverride { Match = pattern }.Matches(name));

    [Fact]
    public void Matches_OfAnyPattern_IsThatOfTheRegularExpression()
    {
        var text = Gen.Char["ab.*"].Array[0, 7].Select(letters => new string(letters));
        Gen.Select(text, text.Select(name => name.Replace('*', 'a'))).Sample((pattern, name) => Assert.Equal(
            Regex.IsMatch(name, $"^{Regex.Escape(pattern).Replace(@"\*", ".*", StringComparison.Ordinal)}$", RegexOptions.CultureInvariant),
            new LayerOverride { Match = pattern }.Matches(name)));
    }

    [Fact]
    public void Of_SeveralThatMatch_TakesTheLastKeyByKey()
    {
        LayerOverrides overrides = new(
            new LayerOverride { Match = "*", Prune = 0.3, Quantize = 4, Bias = 12, DecimalBits = new(1, 7), Saturation = new(0, 0.9), Masks = MaskUnit.Channel },
            new LayerOverride { Match = "conv2.*", Prune = 0, Bias = 20, DecimalBits = new(2, 3), Saturation = new(0, 1), Masks = MaskUnit.Element },
            new LayerOverride { Match = "conv1.*", Quantize = 2 });

        Assert.Equal(
            new LayerOverride
            {
                Match = "conv2.weight",
                Prune = 0,
                Quantize = 4,
                Bias = 20,
                DecimalBits = new(2, 3),
                Saturation = new(0, 1),
                Masks = MaskUnit.Element,
            },
            overrides.Of("conv2.weight"));
        Assert.Equal(new LayerOverride { Match = "x" }, new LayerOverrides(new LayerOverride { Match = "y", Prune = 0.1 }).Of("x"));
    }
}
