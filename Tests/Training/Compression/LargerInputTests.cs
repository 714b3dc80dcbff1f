using JointQP.Studies.Words;
using JointQP.Training.Compression;
using JointQP.Training.Operators;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace JointQP.Tests.Training.Compression;

/// <summary>Networks of convolutions alone take images of any size; their masks were chosen for those of training.</summary>
public sealed class LargerInputTests
{
    [Fact]
    public void Call_LargerInEvaluation_TilesTheMasksAndPassesTheAudit()
    {
        using var scope = NewDisposeScope();
        using var network = Convolutions();
        using var compressor = Small.Attach(network, Small.Joint);
        Train(network, compressor, 0, 10);
        var mask = compressor.State().Single(s => s.Name == "conv2.features/mask").Value.to(ScalarType.Float32);
        Tensor? map = null;
        ((nn.Module<Tensor, Tensor>)network.children().Last()).register_forward_pre_hook((_, x) => map = x.clone());

        network.eval();
        network.call(Small.Values(5, 2, 1, 13, 11));

        // 4x4 in training, 9x7 here.
        Assert.Equal([2, 4, 9, 7], map!.shape);
        var tiled = MaskTiling.Fit(mask, [4, 9, 7]);
        Assert.Equal(0, (map * (ones_like(tiled) - tiled)).count_nonzero().item<long>());
        Assert.NotEqual(0, map.count_nonzero().item<long>());
        Assert.Empty(compressor.Audit().Mismatches);
        var site = compressor.Sites.Single(s => s.Name == "conv2.features");
        Assert.Equal((4 * 9 * 7L, (long)(ones_like(tiled) - tiled).sum().item<float>()), (site.Elements, site.Pruned));
    }

    [Fact]
    public void Call_SameLargerSizeAgain_MakesNoMaskAnew()
    {
        using var network = Convolutions();
        using var compressor = Small.Attach(network, Small.Joint);
        Train(network, compressor, 0, 10);
        Evaluate(network, 12);
        Evaluate(network, 13);
        var live = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        var made = DisposeScopeManager.Statistics.CreatedOutsideScopeCount + DisposeScopeManager.Statistics.DetachedFromScopeCount;

        for (var i = 0; i < 5; i++)
        {
            Evaluate(network, 12);
            Evaluate(network, 13);
        }

        Assert.Equal(live, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        Assert.Equal(made, DisposeScopeManager.Statistics.CreatedOutsideScopeCount + DisposeScopeManager.Statistics.DetachedFromScopeCount);
    }

    [Fact]
    public void Call_MoreSizesThanAreKept_KeepsNoMoreTensors()
    {
        using var network = Convolutions();
        using var compressor = Small.Attach(network, Small.Joint);
        Train(network, compressor, 0, 10);
        Enumerable.Range(9, 40).ToList().ForEach(size => Evaluate(network, size));
        var live = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        Enumerable.Range(9, 80).ToList().ForEach(size => Evaluate(network, size));

        Assert.InRange(DisposeScopeManager.Statistics.ThreadTotalLiveCount - live, -32, 32);
        Train(network, compressor, 10, 11);
    }

    [Fact]
    public void Call_LargerInTraining_NamesTheMendEvenAfterAnEvaluationOfThatSize()
    {
        using var scope = NewDisposeScope();
        using var network = Convolutions();
        using var compressor = Small.Attach(network, Small.Joint);
        Train(network, compressor, 0, 10);
        Evaluate(network, 12);
        network.train();
        compressor.BeginStep(10);

        var error = Assert.Throws<InvalidOperationException>(() => network.call(Small.Values(1, 4, 1, 12, 12)));

        Assert.Contains("conv1.features", error.Message, StringComparison.Ordinal);
        Assert.Contains("3x6x6", error.Message, StringComparison.Ordinal);
        Assert.Contains("masks: channel", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Call_SmallerInEvaluation_NamesTheSiteAndTheMend()
    {
        using var scope = NewDisposeScope();
        using var network = Convolutions();
        using var compressor = Small.Attach(network, Small.Joint);
        Train(network, compressor, 0, 10);
        network.eval();

        var error = Assert.Throws<InvalidOperationException>(() => network.call(Small.Values(1, 4, 1, 7, 7)));

        Assert.StartsWith("conv1.features: ", error.Message, StringComparison.Ordinal);
        Assert.Contains("Evaluate on inputs of the size of those in training", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Call_ChannelMasks_TakeAnySizeInTrainingAndEvaluation()
    {
        using var network = Convolutions();
        using var compressor = Compressor.Attach(network, Small.Joint, Small.Settings with { FeatureMasks = MaskUnit.Channel }, Small.Batch);
        for (var step = 0; step < 12; step++)
        {
            Train(network, compressor, step, step + 1, size: 8 + (step % 3));
        }

        Evaluate(network, 7);
        Assert.Empty(compressor.Audit().Mismatches);
    }

    private static Sequential Convolutions()
    {
        var network = nn.Sequential(("conv1", nn.Conv2d(1, 3, 3)), ("conv2", nn.Conv2d(3, 4, 3)), ("conv3", nn.Conv2d(4, 1, 3)));
        set_num_threads(1);
        Small.Fill(network, 1);
        return network;
    }

    private static void Train(Sequential network, Compressor compressor, long from, long to, int size = 8)
    {
        network.train();
        for (var step = from; step < to; step++)
        {
            using var scope = NewDisposeScope();
            compressor.BeginStep(step);
            network.zero_grad();
            var y = network.call(Small.Values((int)step, Small.Batch, 1, size, size));
            (y * y).mean().backward();
        }
    }

    private static void Evaluate(Sequential network, int size)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        network.eval();
        network.call(Small.Values(5, 2, 1, size, size));
    }
}
