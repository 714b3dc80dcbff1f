using JointQP.Training;
using JointQP.Training.Checkpoints;
using JointQP.Training.Networks;
using static TorchSharp.torch;

namespace JointQP.Tests.Training.Networks;

public sealed class ConvNetTests
{
    private static readonly ImageShape Grey = new(1, 28, 28, 10);

    [Fact]
    public void CreateClassifier_ConvNet_HasTheLayersOfItsDescription()
    {
        using var network = NetworkCatalog.CreateClassifier("convnet", Grey, 1);
        var shapes = network.named_parameters().Where(p => p.name.EndsWith("weight", StringComparison.Ordinal) && p.parameter.dim() > 1)
            .Select(p => (p.name, string.Join('x', p.parameter.shape)));
        Assert.Equal(
            [("conv1.weight", "16x1x3x3"), ("conv2.weight", "32x16x3x3"), ("linear1.weight", "64x800"), ("linear2.weight", "10x64")],
            shapes);
        Assert.Equal(56_938, network.parameters().Sum(p => p.NumberOfElements));
        using var logits = network.call(zeros(3, 1, 28, 28));
        Assert.Equal([3, 10], logits.shape);
    }

    [Fact]
    public void CreateClassifier_WhateverRandomStateWasUsed_WeightsFromTheSeedAlone()
    {
        var first = Hash(5);
        rand(1000).Dispose();
        Assert.Equal(first, Hash(5));
        Assert.NotEqual(first, Hash(6));
    }

    [Fact]
    public void CreateClassifier_ImagesTooSmall_SaysHowBig()
    {
        var e = Assert.Throws<EngineException>(() => NetworkCatalog.CreateClassifier("convnet", new ImageShape(1, 9, 28, 10), 1));
        Assert.Contains("10x10", e.Message, StringComparison.Ordinal);
    }

    private static string Hash(long seed)
    {
        using var network = NetworkCatalog.CreateClassifier("convnet", Grey, seed);
        return StateHash.Of(network.state_dict().OrderBy(p => p.Key, StringComparer.Ordinal));
    }
}
