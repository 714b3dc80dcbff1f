using JointQP.Training.Devices;
using JointQP.Training.Native;
using JointQP.Training.Networks;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace JointQP.Tests.Training.Devices;

public sealed class ConvolutionKernelsTests
{
    [Fact]
    public void Test_WhatFails_DecidesWhatIsTrusted()
    {
        Assert.Equal(Soundness.Everything, ConvolutionKernels.Test(_ => true));
        Assert.Equal(Soundness.WholeBlocks, ConvolutionKernels.Test(probe => (probe.Inputs, probe.Outputs) != (16, 12)));
        Assert.Equal(Soundness.WholeBlocks, ConvolutionKernels.Test(probe => (probe.Inputs, probe.Outputs) != (20, 16)));
        Assert.Equal(Soundness.Nothing, ConvolutionKernels.Test(probe => (probe.Inputs, probe.Outputs) != (16, 32)));
    }

    [Fact]
    public void IsRight_SecuredAndNot_TellsTheFaultyKernel()
    {
        ConvolutionKernels.Secure();
        Assert.True(new ConvolutionProbe(20, 12).IsRight());
        Assert.Equal(ConvolutionKernels.Sound == Soundness.Everything, IsRightByOneDnn(new ConvolutionProbe(20, 12)));
    }

    [Theory]
    [InlineData(16, 1, true)]
    [InlineData(32, 16, true)]
    [InlineData(12, 16, false)]
    [InlineData(16, 12, false)]
    [InlineData(16, 3, false)]
    [InlineData(24, 1, false)]
    public void InBlocks_Channels_MustFillThem(int outputs, int inputs, bool fits)
    {
        using var network = Sequential(("conv", Conv2d(inputs, outputs, 3)), ("norm", new SteadyBatchNorm(outputs)), ("linear", Linear(7, 5)));
        Assert.Equal(fits, ConvolutionKernels.InBlocks(network));
    }

    [Fact]
    public void InBlocks_KernelThatIsABuffer_Counts()
    {
        using var network = new Blur();
        Assert.False(ConvolutionKernels.InBlocks(network));
    }

    [Theory]
    [InlineData("convnet")]
    [InlineData("mnist-net")]
    public void AllowFor_OwnNetwork_GradientsAreThoseOfLibtorchsOwnKernels(string name)
    {
        using var scope = NewDisposeScope();
        using var network = NetworkCatalog.CreateClassifier(name, new ImageShape(1, 28, 28, 10), 1);
        network.eval();
        using var images = randn(8, 1, 28, 28);
        double[][] Gradients()
        {
            network.zero_grad();
            var y = network.call(images);
            (y * y).mean().backward();
            return [.. network.parameters().Select(p => p.grad!.to(ScalarType.Float64).data<double>().ToArray())];
        }

        ConvolutionKernels.Secure();
        var before = OneDnn.Enabled;
        Assert.True(ConvolutionKernels.InBlocks(network));
        double[][] allowed;
        using (ConvolutionKernels.AllowFor([network]))
        {
            Assert.Equal(ConvolutionKernels.Sound != Soundness.Nothing, OneDnn.Enabled);
            allowed = Gradients();
        }

        Assert.Equal(before, OneDnn.Enabled);
        Assert.True(OneDnn.TrySet(false));
        var own = Gradients();
        OneDnn.TrySet(before);
        foreach (var (one, other) in allowed.Zip(own))
            Assert.InRange(one.Zip(other).Max(pair => Math.Abs(pair.First - pair.Second)), 0, (1e-4 * other.Max(Math.Abs)) + 1e-7);
    }

    [Fact]
    public void AllowFor_ChannelsInNoWholeBlocks_OnlyWhereEverythingIsSound()
    {
        ConvolutionKernels.Secure();
        using var network = Sequential(("conv", Conv2d(16, 12, 3)));
        using (ConvolutionKernels.AllowFor([network]))
            Assert.Equal(ConvolutionKernels.Sound == Soundness.Everything, OneDnn.Enabled);
    }

    private static bool IsRightByOneDnn(ConvolutionProbe probe)
    {
        var (before, threads) = (OneDnn.Enabled, get_num_threads());
        OneDnn.TrySet(true);
        set_num_threads(1);
        try
        {
            return probe.IsRight();
        }
        finally
        {
            OneDnn.TrySet(before);
            set_num_threads(threads);
        }
    }

    private sealed class Blur : Module<Tensor, Tensor>
    {
        public Blur()
            : base("blur") => register_buffer("kernel", ones(3, 1, 5, 5));

        public override Tensor forward(Tensor input) => functional.conv2d(input, get_buffer("kernel")!);
    }
}
