using JointQP.Studies.Words;
using JointQP.Training.Compression;
using JointQP.Training.Operators;
using static TorchSharp.torch;

namespace JointQP.Tests.Training.Compression;

/// <summary>What a site's search may choose, and what it looks at.</summary>
public sealed class SearchSettingsTests
{
    [Fact]
    public void Train_RangesOfEachTarget_HoldEveryDecimalBits()
    {
        using var network = Small.Network();
        var settings = Small.Settings with
        {
            Bias = 20,
            WeightDecimalBits = new(1, 3),
            FeatureDecimalBits = new(8, 10),
            Layers = new(new LayerOverride { Match = "fc.*", DecimalBits = new(11, 12) }),
        };
        using var compressor = Compressor.Attach(network, Small.Joint, settings, Small.Batch);
        Small.Train(network, compressor, 0, 10);

        var sites = compressor.Sites.ToDictionary(s => s.Name, s => s.DecimalBits);
        Assert.All(sites["conv2.weight"], d => Assert.InRange(d, 1, 2));
        Assert.All([.. sites["bn1.features"], .. sites["input"]], d => Assert.InRange(d, 8, 9));
        Assert.All([.. sites["fc.weight"], .. sites["fc.features"]], d => Assert.Equal(11, d));
        // A bias has its own, whatever the ranges and overrides of weights.
        Assert.All(["conv1.bias", "fc.bias"], name => Assert.InRange(sites[name][0], 12, 19));
        Small.Evaluate(network);
        Assert.Empty(compressor.Audit().Mismatches);
    }

    [Fact]
    public void Audit_DecimalBitsOutsideTheRange_NamesTheSite()
    {
        using var scope = NewDisposeScope();
        using var network = Small.Network();
        using var plain = Small.Attach(network, Small.Joint);
        Small.Train(network, plain, 0, 10);
        var state = plain.State().ToDictionary(s => s.Name, s => s.Value);
        var found = Assert.Single(plain.Sites.Single(s => s.Name == "bn2.features").DecimalBits);
        plain.Dispose();
        LayerOverride apart = new() { Match = "bn2.features", DecimalBits = new(found + 1, 20) };
        using var compressor = Compressor.Attach(network, Small.Joint, Small.Settings with { Layers = new(apart) }, Small.Batch);

        compressor.LoadState(state);
        Small.Evaluate(network);

        Assert.Equal(
            $"bn2.features: it has {found} decimal bits, the settings want at least {found + 1} and below 20.", Assert.Single(compressor.Audit().Mismatches));
    }

    [Theory]
    [InlineData(SiteKind.Weight)]
    [InlineData(SiteKind.Features)]
    public void Train_Saturated_SearchesWithoutTheOutliersButQuantizesThemToo(SiteKind kind)
    {
        using var scope = NewDisposeScope();
        float[] values = [.. Enumerable.Range(0, 99).Select(i => (i - 49) / 64f), 90f];
        var x = tensor(values).reshape(1, 100);
        Saturation saturation = new(0.02, 0.98);

        var (plain, _) = Run(kind, x, null);
        var (saturated, y) = Run(kind, x, saturation);

        Assert.Equal(DecimalBitsSearch.ForTensor(x, 8, Rounding.Nearest, DecimalRange.All, saturation), saturated);
        Assert.True(saturated > plain, $"{saturated} and {plain}");
        Assert.Equal(new Grid(8, [saturated]).Highest(0), y.max().item<float>());
    }

    [Fact]
    public void Attach_SaturationByTargetAndOverride_IsThatOfEachSite()
    {
        SiteRules rules = new(
            Small.Joint,
            new()
            {
                WeightSaturation = new(0, 0.99),
                FeatureSaturation = new(0.01, 1),
                Layers = new(new LayerOverride { Match = "fc.*", Saturation = new(0, 1) }, new LayerOverride { Match = "out.weight", Saturation = new(0, 0.5) }),
            });
        using var network = Small.Network();

        var found = Compressor.PlacesOf(network).Where(place => place.Kind != SiteKind.Bias).ToDictionary(place => place.Name, place => rules.Of(place)!.Saturation);

        Assert.Equal(new(0, 0.99), found["conv2.weight"]);
        Assert.Equal(new(0.01, 1), found["input"]);
        Assert.Equal(new(0.01, 1), found["bn1.features"]);
        Assert.Null(found["fc.weight"]);
        Assert.Null(found["fc.features"]);
        Assert.Equal(new(0, 0.5), found["out.weight"]);
    }

    private static (int DecimalBits, Tensor Output) Run(SiteKind kind, Tensor x, Saturation? saturation)
    {
        var target = kind == SiteKind.Weight ? Target.Weights : Target.Features;
        SiteSettings settings = new("site", "module", kind, 0, Batch: 1, new() { Weights = Granularity.Tensor }, CPU, ScalarType.Float32);
        using OperatorSite site = new(settings, new(null, new(OperatorKind.Quantize, target, 8, 0), DecimalRange.All, saturation), new());
        StepClock clock = new(nn.Identity()) { Step = 0 };
        var y = site.Apply(x, clock);
        return (Assert.Single(site.Grid!.DecimalBits), y);
    }
}
