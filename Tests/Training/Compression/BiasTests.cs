using JointQP.Studies.Words;
using JointQP.Tests.Training.Native;
using JointQP.Tests.Training.Operators;
using JointQP.Training.Compression;
using JointQP.Training.Operators;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace JointQP.Tests.Training.Compression;

public sealed class BiasTests
{
    private static readonly CompressionSettings Four = Small.Settings with { Bias = 4 };

    [Fact]
    public void Attach_WithBiasBits_HasASiteForEachBiasThatIsNeverPruned()
    {
        using var network = Small.Network();
        using var compressor = Compressor.Attach(network, Small.Joint, Four, Small.Batch);

        Assert.Equal(
            ["conv1.bias Q4@6", "conv2.bias Q4@6", "fc.bias Q4@6", "out.bias Q4@6"],
            compressor.Sites.Where(s => s.Kind == SiteKind.Bias)
                .Select(s => $"{s.Name} {string.Concat(s.Operators.Select(o => $"{o.Kind.ToString()[0]}{o.Strength}@{o.Start}"))}"));
    }

    [Fact]
    public void Attach_LayerWithoutBias_HasNoBiasSite()
    {
        using var network = nn.Sequential(("a", nn.Linear(3, 3, hasBias: false)), ("b", nn.Linear(3, 3)));
        using var compressor = Compressor.Attach(network, Small.Joint, Four, Small.Batch);
        Assert.Equal(["b.bias"], compressor.Sites.Where(s => s.Kind == SiteKind.Bias).Select(s => s.Name));
    }

    [Fact]
    public void Train_UpToTheStepOfTheWeights_BiasesStayFloat()
    {
        using var with = Small.Network();
        using var without = Small.Network();
        using var quantizing = Compressor.Attach(with, Small.Joint, Four, Small.Batch);
        using var plain = Small.Attach(without, Small.Joint);

        Small.Train(with, quantizing, 0, 6);
        Small.Train(without, plain, 0, 6);
        Assert.Equal(Small.Bits(without), Small.Bits(with));
        Assert.All(quantizing.Sites.Where(s => s.Kind == SiteKind.Bias), s => Assert.Equal(32, s.Bits));

        Small.Train(with, quantizing, 6, 7);
        Small.Train(without, plain, 6, 7);
        Assert.NotEqual(Small.Bits(without), Small.Bits(with));
        Assert.All(quantizing.Sites.Where(s => s.Kind == SiteKind.Bias), s => Assert.Equal((4, 1), (s.Bits, s.DecimalBits.Length)));
    }

    [Fact]
    public void Call_Quantized_ComputesWithTheEffectiveBiasAndGivesTheDenseOneBack()
    {
        using var scope = NewDisposeScope();
        using var network = nn.Sequential(("conv", nn.Conv2d(1, 3, 3)), ("flatten", nn.Flatten()), ("out", nn.Linear(3 * 36, 3)));
        Small.Fill(network, 1);
        using var compressor = Compressor.Attach(network, Small.Schedule(Small.Quantize(Target.Weights, 0, bits: 3)), Four, Small.Batch);
        var (conv, outer) = ((Conv2d)network.children().First(), (Linear)network.children().Last());
        Small.Train(network, compressor, 0, 1);

        network.eval();
        var logits = network.call(Small.Input(9));

        Tensor Effective(string name, Tensor dense, int bits) =>
            PruneThenQuantize.Apply(dense, null, new(bits, compressor.Sites.Single(s => s.Name == name).DecimalBits));
        var hidden = nn.functional.conv2d(Small.Input(9), Effective("conv.weight", conv.weight, 3), Effective("conv.bias", conv.bias!, 4)).flatten(1);
        var expected = nn.functional.linear(hidden, Effective("out.weight", outer.weight, 3), Effective("out.bias", outer.bias!, 4));
        Assert.Equal(expected.Bits(), logits.Bits());
        Assert.NotEqual(outer.bias!.Bits(), Effective("out.bias", outer.bias!, 4).Bits());
        Assert.Same(Small.Parameter(network, "conv.bias"), conv.bias);
        Assert.Same(Small.Parameter(network, "out.bias"), outer.bias);
    }

    [Fact]
    public void Backward_Quantized_GradientReachesTheDenseBiasClipped()
    {
        using var scope = NewDisposeScope();
        using var network = Small.Network();
        using var compressor = Compressor.Attach(network, Small.Schedule(Small.Quantize(Target.Weights, 0)), Four, Small.Batch);
        Small.Train(network, compressor, 0, 1);
        network.zero_grad();
        compressor.BeginStep(1);

        (network.call(Small.Input(1)) * Held.Of(1000)).sum().backward();

        var bias = Small.Parameter(network, "out.bias");
        Grid grid = new(4, compressor.Sites.Single(s => s.Name == "out.bias").DecimalBits);
        // Every logit's bias has the gradient 4 x 1000, which no four bits hold.
        Assert.All(bias.grad!.Floats(), g => Assert.Equal(grid.Highest(0), g));
    }

    [Fact]
    public void BeginStep_AfterAForwardThatThrew_PutsTheDenseBiasBack()
    {
        using var network = Small.Network();
        using var compressor = Compressor.Attach(network, Small.Schedule(Small.Quantize(Target.Weights, 0)), Four, Small.Batch);
        Small.Train(network, compressor, 0, 1);
        var conv = (Conv2d)network.children().First();
        using var wrong = zeros(2, 5, 8, 8);
        Assert.ThrowsAny<Exception>(() => conv.call(wrong));
        Assert.NotSame(Small.Parameter(network, "conv1.bias"), conv.bias);

        compressor.BeginStep(1);

        Assert.Same(Small.Parameter(network, "conv1.bias"), conv.bias);
    }

    [Fact]
    public void Audit_BiasThatMissedItsStep_NamesIt()
    {
        using var scope = NewDisposeScope();
        using var network = Small.Network();
        using var compressor = Compressor.Attach(network, Small.Joint, Four, Small.Batch);
        Small.Train(network, compressor, 0, 10);
        Small.Evaluate(network);
        Assert.Empty(compressor.Audit().Mismatches);
        var state = compressor.State().ToDictionary(s => s.Name, s => s.Value);
        Assert.True(state.Remove("conv2.bias/decimal-bits"));

        compressor.LoadState(state);
        Small.Evaluate(network);

        Assert.Equal("conv2.bias: elements have 32 bits, the schedule wants 4.", Assert.Single(compressor.Audit().Mismatches));
    }

    [Fact]
    public void Footprint_BiasesQuantized_CountsThemBesideTheWeights()
    {
        using var network = Small.Network();
        using var compressor = Compressor.Attach(network, Small.Joint, Small.Settings with { Bias = 20 }, Small.Batch);
        Small.Train(network, compressor, 0, 10);
        Assert.Equal(27 + 54 + 256 + 24, compressor.Footprint().WeightBytes);
        Assert.Equal((3 + 4 + 8 + 3) * 20 / 8.0, compressor.Footprint().BiasBytes);

        using var plain = Small.Network();
        using var without = Small.Attach(plain, Small.Joint);
        Small.Train(plain, without, 0, 1);
        Assert.Equal(0, without.Footprint().BiasBytes);
    }

    [Fact]
    public void Train_ManySettledSteps_KeepsNoTensor()
    {
        using var network = Small.Network();
        using var compressor = Compressor.Attach(network, Small.Joint, Four with { FeatureMasks = MaskUnit.Channel }, Small.Batch);
        Small.Train(network, compressor, 0, 20);
        compressor.BeginStep(20);
        var live = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        Small.Train(network, compressor, 21, 100);
        compressor.BeginStep(100);

        Assert.Equal(live, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }
}
