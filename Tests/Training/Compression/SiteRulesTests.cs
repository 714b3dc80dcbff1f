using JointQP.Studies.Words;
using JointQP.Training;
using JointQP.Training.Compression;

namespace JointQP.Tests.Training.Compression;

public sealed class SiteRulesTests
{
    private const string Paper =
        "input Q8, conv1.weight Q8, bn1.features P0.5Q8, conv2.weight P0.5Q8, bn2.features P0.5Q8, fc.weight P0.5Q8, fc.features P0.5Q8, out.weight Q8";

    [Fact]
    public void Attach_LayerRules_ActOnTheFirstAndTheLastWeightAlone()
    {
        Assert.Equal(Paper, Sites(Small.Settings));
        Assert.Equal(Paper, Sites(Small.Settings with { FirstLayer = LayerRule.Quantize, LastLayer = LayerRule.Quantize, Input = InputRule.Quantize }));
        Assert.Equal(Paper.Replace("conv1.weight Q8", "conv1.weight P0.5Q8", StringComparison.Ordinal), Sites(Small.Settings with { FirstLayer = LayerRule.All }));
        Assert.Equal(Paper.Replace("conv1.weight Q8", "conv1.weight ", StringComparison.Ordinal), Sites(Small.Settings with { FirstLayer = LayerRule.None }));
        Assert.Equal(Paper.Replace("out.weight Q8", "out.weight P0.5Q8", StringComparison.Ordinal), Sites(Small.Settings with { LastLayer = LayerRule.All }));
        Assert.Equal(Paper.Replace("out.weight Q8", "out.weight ", StringComparison.Ordinal), Sites(Small.Settings with { LastLayer = LayerRule.None }));
        Assert.Equal(Paper.Replace("input Q8, ", "", StringComparison.Ordinal), Sites(Small.Settings with { Input = InputRule.None }));
    }

    [Fact]
    public void Attach_OneLayer_KeepsBothRules()
    {
        Assert.Equal("", One(new()));
        Assert.Equal("", One(new() { FirstLayer = LayerRule.All }));
        Assert.Equal("P0.5", One(new() { FirstLayer = LayerRule.All, LastLayer = LayerRule.All }));

        static string One(CompressionSettings settings)
        {
            using var network = TorchSharp.torch.nn.Sequential(("only", TorchSharp.torch.nn.Linear(2, 2)));
            using var compressor = Compressor.Attach(network, Small.Schedule(Small.Prune(Target.Weights, 0)), settings, Small.Batch);
            return Operators(compressor.Sites.Single());
        }
    }

    [Fact]
    public void Attach_Overrides_GoBeforeTheLayerRulesAndTheLastWins()
    {
        var settings = Small.Settings with
        {
            Bias = 20,
            Layers = new(
                new LayerOverride { Match = "*.weight", Prune = 0.3 },
                new LayerOverride { Match = "conv2.*", Quantize = 4 },
                new LayerOverride { Match = "conv2.weight", Prune = 0 },
                new LayerOverride { Match = "fc.features", Quantize = 0, Prune = 0.75 },
                new LayerOverride { Match = "fc.weight", Quantize = 0 },
                new LayerOverride { Match = "out.bias", Bias = 12 },
                new LayerOverride { Match = "conv1.bias", Bias = 0 },
                new LayerOverride { Match = "input", Quantize = 0 }),
        };

        // A bias whose layer's weight is not quantized is not either, and '*' in a pattern changes no bias but by 'bias'.
        Assert.Equal(
            "conv1.weight P0.3Q8, conv1.bias , bn1.features P0.5Q8, conv2.weight Q4, conv2.bias Q20, bn2.features P0.5Q8, "
            + "fc.weight P0.3, fc.bias , fc.features P0.75, out.weight P0.3Q8, out.bias Q12",
            Sites(settings));
    }

    [Fact]
    public void Attach_PatternThatMatchesTheInputToo_NeverPrunesIt()
    {
        using var network = Small.Network();
        using var compressor = Compressor.Attach(
            network, Small.Joint, Small.Settings with { Layers = new(new LayerOverride { Match = "*", Prune = 0.3 }) }, Small.Batch);
        Assert.Equal(OperatorKind.Quantize, Assert.Single(compressor.Sites.Single(site => site.Kind == SiteKind.Input).Operators).Kind);
    }

    [Fact]
    public void Attach_OverridesOfAnOperatorTheScheduleLacks_BringNothing()
    {
        using var network = Small.Network();
        using var compressor = Compressor.Attach(
            network, Schedule.Float, Small.Settings with { Layers = new(new LayerOverride { Match = "*", Prune = 0.3, Quantize = 4 }) }, Small.Batch);
        Assert.All(compressor.Sites, s => Assert.Empty(s.Operators));
    }

    [Fact]
    public void Attach_PatternWithoutASite_NamesTheSitesThereAre()
    {
        var error = Assert.Throws<EngineException>(() => Sites(Small.Settings with { Layers = new(new LayerOverride { Match = "conv9.*", Prune = 0.3 }) }));
        Assert.Equal(
            "The override for 'conv9.*' matches no site of the network; its sites are: input, conv1.weight, conv1.bias, bn1.features, conv2.weight, conv2.bias, "
            + "bn2.features, fc.weight, fc.bias, fc.features, out.weight, out.bias. Correct the pattern, or take the override out.",
            error.Message);
    }

    [Theory]
    [InlineData("input", "prune")]
    [InlineData("*.bias", "quantize")]
    [InlineData("*.weight", "bias")]
    [InlineData("input", "masks")]
    [InlineData("out.bias", "decimal-bits")]
    [InlineData("out.bias", "saturate")]
    public void Attach_KeyThatNoMatchedSiteHas_SaysForWhichItIs(string match, string key)
    {
        LayerOverride entry = new() { Match = match };
        entry = key switch
        {
            "prune" => entry with { Prune = 0.3 },
            "quantize" => entry with { Quantize = 4 },
            "bias" => entry with { Bias = 4 },
            "masks" => entry with { Masks = MaskUnit.Channel },
            "saturate" => entry with { Saturation = new(0, 0.9) },
            _ => entry with { DecimalBits = new(1, 7) },
        };

        var error = Assert.Throws<EngineException>(() => Sites(Small.Settings with { Layers = new(entry) }));

        Assert.StartsWith($"The override for '{match}' sets {key}, which none of the sites it matches has (", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Audit_EachSiteByItsOwnOverride_PassesAtEveryStep()
    {
        using var network = Small.Network();
        var settings = Small.Settings with
        {
            Layers = new(
                new LayerOverride { Match = "conv2.weight", Prune = 0.25, Quantize = 3 },
                new LayerOverride { Match = "bn1.features", Prune = 0.75, Masks = MaskUnit.Channel },
                new LayerOverride { Match = "fc.*", Quantize = 0 }),
        };
        using var compressor = Compressor.Attach(network, Small.Joint, settings, Small.Batch);
        for (var step = 0; step < 10; step++)
        {
            Small.Train(network, compressor, step, step + 1);
            Small.Evaluate(network);
            Assert.Empty(compressor.Audit().Mismatches);
        }

        var sites = compressor.Sites.ToDictionary(s => s.Name);
        Assert.Equal((27, 3), (sites["conv2.weight"].Pruned, sites["conv2.weight"].Bits));
        Assert.Equal((72, 8), (sites["bn1.features"].Pruned, sites["bn1.features"].Bits));
        Assert.Equal((256, 32), (sites["fc.weight"].Pruned, sites["fc.weight"].Bits));
    }

    [Fact]
    public void Audit_StateOfTheSettingsWithoutTheOverride_NamesTheSite()
    {
        using var scope = TorchSharp.torch.NewDisposeScope();
        using var network = Small.Network();
        using var plain = Small.Attach(network, Small.Joint);
        Small.Train(network, plain, 0, 10);
        var state = plain.State().ToDictionary(s => s.Name, s => s.Value);
        plain.Dispose();
        using var compressor = Compressor.Attach(
            network, Small.Joint, Small.Settings with { Layers = new(new LayerOverride { Match = "conv2.weight", Prune = 0.25 }) }, Small.Batch);

        compressor.LoadState(state);
        Small.Evaluate(network);

        Assert.Equal("conv2.weight: 54 of 108 elements are pruned, the schedule wants 27.", Assert.Single(compressor.Audit().Mismatches));
    }

    private static string Sites(CompressionSettings settings)
    {
        using var network = Small.Network();
        using var compressor = Compressor.Attach(network, Small.Joint, settings, Small.Batch);
        return string.Join(", ", compressor.Sites.Select(s => $"{s.Name} {Operators(s)}"));
    }

    private static string Operators(AttachedSite site) =>
        string.Concat(site.Operators.Select(o => FormattableString.Invariant($"{o.Kind.ToString()[0]}{o.Strength}")));
}
