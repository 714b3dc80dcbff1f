using JointQP.Studies.Words;
using JointQP.Tests.Training.Native;
using JointQP.Tests.Training.Operators;
using JointQP.Training.Compression;
using JointQP.Training.Operators;
using static TorchSharp.torch;

namespace JointQP.Tests.Training.Compression;

public sealed class ChannelMaskTests
{
    private static readonly CompressionSettings Channels =
        Small.Settings with { WeightMasks = MaskUnit.Channel, FeatureMasks = MaskUnit.Channel };

    [Fact]
    public void Train_ChannelMasks_PruneWholeChannelsExactlyAndAreCountedByElements()
    {
        using var scope = NewDisposeScope();
        using var network = Small.Network();
        using var compressor = Compressor.Attach(network, Small.Joint, Channels, Small.Batch);
        Small.Train(network, compressor, 0, 10);

        var masks = compressor.State().Where(s => s.Name.EndsWith("/mask", StringComparison.Ordinal)).ToDictionary(s => s.Name, s => string.Join('x', s.Value.shape));
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["bn1.features/mask"] = "3x1x1",
                ["conv2.weight/mask"] = "4x1x1x1",
                ["bn2.features/mask"] = "4x1x1",
                ["fc.weight/mask"] = "8x1",
                ["fc.features/mask"] = "8",
            },
            masks);
        // Half of three channels is one, of 6x6; half of four two, of 4x4 and of 3x3x3; half of eight four, of one and of 64.
        Assert.Equal([36, 54, 32, 256, 4], compressor.Sites.Where(s => s.Operators.Length == 2).Select(s => s.Pruned));
        Small.Evaluate(network);
        Assert.Empty(compressor.Audit().Mismatches);
        Assert.Equal(
            new Footprint(27 + 54 + 256 + 24, 72 + 32 + 4, (3 + 4 + 4 + 8 + 8) / 8.0, (3 + 4 + 4 + 8 + 8) / 8.0), compressor.Footprint());
    }

    [Theory]
    [InlineData("conv2.weight")]
    [InlineData("bn1.features")]
    public void Audit_MaskTamperedWith_CountsChannels(string site)
    {
        using var scope = NewDisposeScope();
        using var network = Small.Network();
        using var compressor = Compressor.Attach(network, Small.Joint, Channels, Small.Batch);
        Small.Train(network, compressor, 0, 10);
        var state = compressor.State().ToDictionary(s => s.Name, s => s.Value);
        state[$"{site}/mask"] = ones_like(state[$"{site}/mask"]);
        compressor.LoadState(state);
        Small.Evaluate(network);

        Assert.Matches($"^{site}: 0 of [34] channels are pruned, the schedule wants [12]\\.$", Assert.Single(compressor.Audit().Mismatches));
    }

    [Fact]
    public void Train_WeightChannels_AreThoseOfLeastMeanMagnitude()
    {
        using var scope = NewDisposeScope();
        var settings = new SiteSettings("up.weight", "up", SiteKind.Weight, ChannelAxis: 1, Batch: 2, new(), CPU, ScalarType.Float32);
        Onset prune = new(OperatorKind.Prune, Target.Weights, 0.5, 0, 1, 1);
        using OperatorSite site = new(settings, new(prune, null, DecimalRange.All, Masks: MaskUnit.Channel), new());
        // [in, out, height, width] of a transposed convolution; the second output channel has the greatest values, on the mean 3.67.
        var mixed = cat([full(2, 1, 3, Held.Of(-1)), full(2, 1, 3, Held.Of(9)), full(2, 1, 3, Held.Of(-1))], 1);
        var weight = stack([full(2, 3, 3, Held.Of(3)), mixed, full(2, 3, 3, Held.Of(-4)), full(2, 3, 3, Held.Of(5))], 1);

        StepClock clock = new(nn.Identity()) { Step = 1 };
        var y = site.Apply(weight, clock);

        Assert.Equal([0f, 0, 1, 1], y.abs().sum([0, 2, 3]).sign().Floats());
        Assert.Equal("1x4x1x1", string.Join('x', site.Mask!.shape));
        Assert.Equal(36, site.Pruned);
    }

    [Fact]
    public void Train_MapsOfSeveralSizes_MasksByTheMeanOfSamplesAndSearchesWhatIsLeft()
    {
        using var scope = NewDisposeScope();
        using var site = Features(MaskUnit.Channel, window: 3);
        StepClock clock = new(nn.Identity());
        // The second channel is smaller in the one sample of 4x4, greater in the two of 2x2: the mean over samples is 2 against 2.1.
        clock.Step = 0;
        site.Apply(Map(1, 4, 4f, 0.1f), clock);
        clock.Step = 1;
        site.Apply(Map(2, 2, 1f, 3.1f), clock);

        Assert.Equal([0f, 1], site.Mask!.Floats());
        clock.Step = 2;
        var y = site.Apply(Map(1, 3, 7f, 3.1f), clock);
        Assert.Equal(9, site.Pruned);
        Assert.Equal(0, y[0, 0].count_nonzero().item<long>());
        // What was kept of the last three samples: 3.1 in all.
        Assert.Equal(DecimalBitsSearch.ForTensor(tensor(new[] { 3.1f, 0 }), 8, Rounding.Nearest), Assert.Single(site.Grid!.DecimalBits));
    }

    [Fact]
    public void Load_WindowOfSeveralSizes_GoesOnAsIfNeverStopped()
    {
        using var scope = NewDisposeScope();
        using var whole = Features(MaskUnit.Channel, window: 3);
        using var first = Features(MaskUnit.Channel, window: 3);
        using var second = Features(MaskUnit.Channel, window: 3);
        Tensor[] maps = [Small.Values(1, 1, 2, 4, 4), Small.Values(2, 2, 2, 2, 2), Small.Values(3, 1, 2, 3, 3)];
        StepClock clock = new(nn.Identity());
        for (clock.Step = 0; clock.Step < 3; clock.Step++)
        {
            whole.Apply(maps[clock.Step], clock);
            (clock.Step < 2 ? first : second).Apply(maps[clock.Step], clock);
            if (clock.Step == 1)
            {
                var state = first.State().ToDictionary(s => s.Name, s => s.Value);
                Assert.Contains("maps/window-2", state.Keys);
                second.Load(state, 1);
            }
        }

        Assert.Equal(whole.Grid!.DecimalBits, second.Grid!.DecimalBits);
        Assert.Equal(whole.Mask!.Bits(), second.Mask!.Bits());
    }

    [Fact]
    public void Train_ElementMaskByMapsOfSeveralSizes_NamesTheMend()
    {
        using var scope = NewDisposeScope();
        using var site = Features(MaskUnit.Element, window: 3);
        StepClock clock = new(nn.Identity()) { Step = 0 };
        site.Apply(Map(1, 4, 1, 1), clock);
        clock.Step = 1;

        var error = Assert.Throws<InvalidOperationException>(() => site.Apply(Map(2, 2, 1, 1), clock));

        Assert.Contains("maps of 2x4x4 and of 2x2x2", error.Message, StringComparison.Ordinal);
        Assert.Contains("masks: channel", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Pruned in step 1, quantized in step 2.</summary>
    private static OperatorSite Features(MaskUnit masks, int window) => new(
        new("maps", "module", SiteKind.Features, 0, Batch: 1, new() { Window = window }, CPU, ScalarType.Float32),
        new(
            new(OperatorKind.Prune, Target.Features, 0.5, 0, 1, 1),
            new(OperatorKind.Quantize, Target.Features, 8, 2),
            DecimalRange.All,
            Masks: masks),
        new());

    private static Tensor Map(int samples, int size, float first, float second) =>
        cat([full(samples, 1, size, size, Held.Of(first)), full(samples, 1, size, size, Held.Of(second))], 1);
}
