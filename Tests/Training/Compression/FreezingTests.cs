using JointQP.Studies.Words;
using JointQP.Tests.Training.Operators;
using JointQP.Training.Compression;
using static TorchSharp.torch;

namespace JointQP.Tests.Training.Compression;

public sealed class FreezingTests
{
    // Before the ramp, inside it, between the operators, and when all is settled.
    [Theory]
    [InlineData(2, Rounding.Nearest)]
    [InlineData(4, Rounding.Nearest)]
    [InlineData(7, Rounding.Floor)]
    [InlineData(10, Rounding.Nearest)]
    [InlineData(10, Rounding.Floor)]
    [InlineData(10, Rounding.Truncate)]
    public void Freeze_AtAnyMoment_ComputesTheSameBits(int steps, Rounding rounding)
    {
        using var scope = NewDisposeScope();
        using var network = Small.Network();
        using var compressor = Compressor.Attach(network, Small.Joint, Small.Settings with { Rounding = rounding }, Small.Batch);
        Small.Train(network, compressor, 0, steps);
        network.eval();
        var (before, sites) = (network.call(Small.Input(30)).Bits(), Small.Bits(compressor));

        compressor.Freeze();

        Assert.True(compressor.IsFrozen);
        Assert.Equal(before, network.call(Small.Input(30)).Bits());
        Assert.Equal(sites, Small.Bits(compressor));
        Assert.All(compressor.Inspect().Layers, layer => Assert.True(layer.Error is null or 0));
        compressor.Freeze();
        Assert.Equal(before, network.call(Small.Input(30)).Bits());
    }

    [Fact]
    public void Freeze_WeightsAlone_NetworkNeedsTheCompressorNoMore()
    {
        using var scope = NewDisposeScope();
        using var network = Small.Network();
        var compressor = Small.Attach(network, Small.Schedule(Small.Prune(Target.Weights, 0), Small.Quantize(Target.Weights, 5)));
        Small.Train(network, compressor, 0, 6);
        network.eval();
        var before = network.call(Small.Input(30)).Bits();

        compressor.Freeze();
        compressor.Dispose();

        Assert.Equal(before, network.call(Small.Input(30)).Bits());
        Assert.InRange(Small.Parameter(network, "conv2.weight").count_nonzero().item<long>(), 1, 54);
    }

    [Fact]
    public void Freeze_BeforeAnEvent_TheEventNeverHappens()
    {
        using var scope = NewDisposeScope();
        using var network = Small.Network();
        using var compressor = Small.Attach(network, Small.Joint);
        Small.Train(network, compressor, 0, 5);
        compressor.BeginStep(5);
        var state = Small.Bits(compressor);
        compressor.Freeze();

        network.train();
        network.call(Small.Input(5));

        Assert.Equal(state, Small.Bits(compressor));
        Assert.Contains("frozen", Assert.Throws<InvalidOperationException>(() => compressor.BeginStep(6)).Message, StringComparison.Ordinal);
    }
}
