using JointQP.Studies.Spec;
using JointQP.Studies.Words;

namespace JointQP.Tests.Unit.Studies.Spec;

/// <summary>The keys of 'compression' that may be left out altogether. The value begins at line 9, column 18.</summary>
public sealed class CompressionSpecTests
{
    private static readonly CompressionSettings Unset = new() { RampInterval = 5 };

    [Fact]
    public void Parse_OfEveryKey_ReadsItsValue()
    {
        var settings = Settings("""
            {
                  decimal-bits: { weights: { from: 2, below: 20 }, features: { from: 1, below: 7 } },
                  saturate: { weights: [0, 0.999], features: [0.0001, 0.9999] },
                  bias: 20, masks: { weights: channel, features: channel },
                  first-layer: all, last-layer: none, input: none,
                  layers: [
                    { match: "conv*", prune: 0.3, quantize: 4, bias: 24, decimal-bits: { from: 3 }, saturate: none, masks: element },
                    { match: conv2.weight, prune: none, quantize: none, bias: none },
                  ] }
            """);

        Assert.Equal(
            Unset with
            {
                WeightDecimalBits = new(2, 20),
                FeatureDecimalBits = new(1, 7),
                WeightSaturation = new(0, 0.999),
                FeatureSaturation = new(0.0001, 0.9999),
                Bias = 20,
                WeightMasks = MaskUnit.Channel,
                FeatureMasks = MaskUnit.Channel,
                FirstLayer = LayerRule.All,
                LastLayer = LayerRule.None,
                Input = InputRule.None,
                Layers = new(
                    new LayerOverride
                    {
                        Match = "conv*",
                        Prune = 0.3,
                        Quantize = 4,
                        Bias = 24,
                        DecimalBits = new(3, 20),
                        Saturation = new(0, 1),
                        Masks = MaskUnit.Element,
                    },
                    new LayerOverride { Match = "conv2.weight", Prune = 0, Quantize = 0, Bias = 0 }),
            },
            settings);
    }

    [Fact]
    public void Parse_OfWrittenDefaults_GivesTheTrialsOfUnsetKeys() =>
        Assert.Equal(Unset, Settings("""
            {
                  decimal-bits: { weights: { from: 0, below: 20 }, features: { from: 0 } }, saturate: { weights: none, features: [0, 1] },
                  bias: none, masks: { weights: element, features: element }, first-layer: quantize, last-layer: quantize, input: quantize }
            """));

    [Theory]
    [InlineData("{ decimal-bits: { features: [1, 7] } }", 46, "decimal-bits of features must be a mapping with the keys from, below; found a list")]
    [InlineData("{ decimal-bits: { feature: {} } }", 36, "unknown key 'feature' in decimal-bits; did you mean features? allowed: weights, features")]
    [InlineData("{ decimal-bits: { features: { from: 7, below: 7 } } }", 64, "decimal-bits of features from 7 to below 7 holds no number of decimal bits; allowed: 'below' greater than 'from', such as { from: 1, below: 7 } for 1 to 6")]
    [InlineData("{ decimal-bits: { features: { from: 20 } } }", 54, "from must be a whole number from 0 to 19; found '20'")]
    [InlineData("{ decimal-bits: { weights: { below: 21 } } }", 54, "below must be a whole number from 1 to 20; found '21'")]
    [InlineData("{ saturate: { features: 0.1 } }", 42, "saturate of features must be 'none' or two quantiles, the lower before the upper, such as [0.0001, 0.9999]; found '0.1'")]
    [InlineData("{ saturate: { features: [0.1] } }", 42, "saturate of features must be 'none' or two quantiles, the lower before the upper, such as [0.0001, 0.9999]; found a list of 1")]
    [InlineData("{ saturate: { features: [-0.1, 1] } }", 43, "a quantile of saturate of features must be a number from 0 to 1; found '-0.1'")]
    [InlineData("{ saturate: { weights: [0.9, 0.1] } }", 47, "saturate of weights ends at '0.1', not above '0.9'; allowed: 'none' or two quantiles, the lower before the upper, such as [0.0001, 0.9999]")]
    [InlineData("{ bias: 25 }", 26, "bias must be 'none' or whole bits from 2 to 24; found '25'")]
    [InlineData("{ bias: 1 }", 26, "bias must be 'none' or whole bits from 2 to 24; found '1'")]
    [InlineData("{ bias: 2.5 }", 26, "bias must be 'none' or whole bits from 2 to 24; found '2.5'")]
    [InlineData("{ biass: 20 }", 20, "unknown key 'biass' in compression; did you mean bias? allowed: rounding, gradient, weights, window, ramp, feature-delay, decimal-bits, saturate, bias, masks, first-layer, last-layer, input, layers")]
    [InlineData("{ masks: { features: chanel } }", 39, "unknown masks of features 'chanel'; did you mean channel? allowed: element, channel")]
    [InlineData("{ masks: channel }", 27, "masks must be a mapping with the keys weights, features; found 'channel'")]
    [InlineData("{ first-layer: quantise }", 33, "unknown first-layer 'quantise'; did you mean quantize? allowed: quantize, all, none")]
    [InlineData("{ last-layer: al }", 32, "unknown last-layer 'al'; did you mean all? allowed: quantize, all, none")]
    [InlineData("{ input: all }", 27, "unknown input 'all'; allowed: quantize, none")]
    [InlineData("{ layers: [] }", 28, "layers must be a list of at least one override, such as '- { match: conv2.weight, prune: 0.3 }'; found an empty list")]
    [InlineData("{ layers: [ { prune: 0.3 } ] }", 30, "the override has no 'match'; it is required")]
    [InlineData("{ layers: [ { match: a } ] }", 30, "the override changes nothing; allowed: at least one of prune, quantize, bias, decimal-bits, saturate, masks")]
    [InlineData("{ layers: [ { match: 'a b', bias: 4 } ] }", 39, "match must be a pattern over the names of sites, such as 'conv2.weight', 'norm1.features' or '*.weight'; found 'a b'")]
    [InlineData("{ layers: [ { match: a, prune: 1 } ] }", 49, "prune must be 'none' or a sparsity between 0 and 1, both excluded, with at most 6 decimals; found '1'")]
    [InlineData("{ layers: [ { match: a, quantize: 17 } ] }", 52, "quantize must be 'none' or whole bits from 2 to 16; found '17'")]
    [InlineData("{ layers: [ { match: a, quantise: 4 } ] }", 42, "unknown key 'quantise' in the override; did you mean quantize? allowed: match, prune, quantize, bias, decimal-bits, saturate, masks")]
    [InlineData("{ layers: [ { match: *.weight, prune: 0.3 } ] }", 39, "not readable as YAML: unknown alias '*.weight'; an anchor '&.weight' must be complete before it, and a text that begins with '*' needs quotes")]
    public void Parse_OfOneMistake_TellsPlaceFoundAndAllowed(string compression, int column, string problem) =>
        Assert.Equal([$"line 9, column {column}: {problem}"], Parse(compression).Problems.Select(found => found.ToString()));

    private static CompressionSettings Settings(string compression)
    {
        var result = Parse(compression);
        Assert.Empty(result.Problems);
        return result.Spec!.Experiments[0].Compression;
    }

    private static SpecResult Parse(string compression) => StudySpecParser.Parse($$"""
        name: settings
        seeds: 1
        experiments:
          - name: e
            dataset: fashion-mnist
            samples: { train: 1280, validation: 1, test: 1 }
            network: convnet
            training: { epochs: 5 }
            compression: {{compression}}
            schedules: [float]
        """);
}
