using JointQP.Tests.Training.Stages;
using JointQP.Training;
using JointQP.Training.Compression;
using JointQP.Training.Networks;
using static TorchSharp.torch;

namespace JointQP.Tests.Training.Networks;

public sealed class MnistNetTests
{
    private static readonly ImageShape Grey = new(1, 28, 28, 10);

    [Fact]
    public void CreateClassifier_MnistNet_HasTheLayersOfItsDescription()
    {
        using var network = NetworkCatalog.CreateClassifier("mnist-net", Grey, 1);
        var shapes = network.named_parameters().Where(p => p.name.EndsWith("weight", StringComparison.Ordinal) && p.parameter.dim() > 1)
            .Select(p => (p.name, string.Join('x', p.parameter.shape)));
        Assert.Equal(
            [("conv1.weight", "32x1x3x3"), ("conv2.weight", "64x32x3x3"), ("linear1.weight", "128x9216"), ("linear2.weight", "10x128")],
            shapes);
        Assert.Equal(1_200_330, network.parameters().Sum(p => p.NumberOfElements));
        using var logits = network.call(zeros(3, 1, 28, 28));
        Assert.Equal([3, 10], logits.shape);
    }

    [Fact]
    public void Attach_MnistNet_PlacesOperatorsBehindTheBatchNorms()
    {
        using var network = NetworkCatalog.CreateClassifier("mnist-net", Grey, 1);
        using var compressor = Compressor.Attach(network, StageBench.Joint.Schedule, new(), 8);
        Assert.Equal(
            ["input", "conv1.weight", "norm1.features", "conv2.weight", "norm2.features", "linear1.weight", "norm3.features", "linear2.weight"],
            compressor.Sites.Select(site => site.Name));
    }

    [Fact]
    public void Call_Evaluation_DropsNothing()
    {
        using var scope = NewDisposeScope();
        using var network = NetworkCatalog.CreateClassifier("mnist-net", Grey, 1);
        network.eval();
        var x = rand(2, 1, 28, 28);
        Assert.True(network.call(x).equal(network.call(x)).all().item<bool>());
    }

    [Fact]
    public void CreateClassifier_ImagesTooSmall_SaysHowBig()
    {
        var e = Assert.Throws<EngineException>(() => NetworkCatalog.CreateClassifier("mnist-net", new ImageShape(1, 5, 28, 10), 1));
        Assert.Contains("6x6", e.Message, StringComparison.Ordinal);
    }

    // Dropout draws from the seed of the step: a training that is taken up in the middle drops the same elements.
    [Fact]
    public void Run_DropoutCutInTheMiddle_SameBitsAsInOneGo()
    {
        using StageBench bench = new();
        var spec = StageBench.Float with { Network = "mnist-net", Samples = new(64, 16, 16), Training = new() { Epochs = 2, Batch = 16 } };
        var whole = bench.Run(bench.Job(spec));
        var half = bench.Run(bench.Job(spec, to: 3));
        Assert.Equal(whole.Result.StateHash, bench.Run(bench.Job(spec, start: half.Result.Checkpoint)).Result.StateHash);
    }
}
