using JointQP.Tests.Training.Operators;
using JointQP.Training.Operators;
using static TorchSharp.torch;

namespace JointQP.Tests.Training.Compression;

public sealed class InspectionTests
{
    [Fact]
    public void Inspect_Trained_TellsWhatIsInForceAndHowFarItIsFromTheStoredWeight()
    {
        using var scope = NewDisposeScope();
        using var network = Small.Network();
        using var compressor = Small.Attach(network, Small.Joint);
        Small.Train(network, compressor, 0, 10);

        var layer = compressor.Inspect()["conv2.weight"];

        var weight = Small.Parameter(network, "conv2.weight");
        var mask = compressor.State().Single(s => s.Name == "conv2.weight/mask").Value.to(ScalarType.Float32);
        var effective = PruneThenQuantize.Apply(weight, mask, new(8, layer.DecimalBits));
        var (moved, norm) = (0.0, 0.0);
        foreach (var (x, y) in weight.Floats().Zip(effective.Floats()))
        {
            moved += ((double)y - x) * ((double)y - x);
            norm += (double)x * x;
        }

        Assert.Equal("Conv2d", layer.Type);
        Assert.Equal((108.0, 54.0, 0.5), (layer.Elements, layer.Kept, layer.Sparsity));
        Assert.Equal((8, 4, 54.0), (layer.Bits, layer.DecimalBits.Length, layer.Bytes));
        Assert.Equal(effective.Floats().Count(v => v != 0), layer.NonZero);
        Assert.Equal(Math.Sqrt(moved / norm), layer.Error!.Value, 1e-12);
        Assert.InRange(layer.Error.Value, 0.01, 1);
    }

    [Fact]
    public void Inspect_WithAnEvaluation_TellsTheErrorOfEachFeatureMapAndChangesNothing()
    {
        using var scope = NewDisposeScope();
        using var network = Small.Network();
        Tensor? raw = null;
        Tensor? compressed = null;
        var norm = (nn.Module<Tensor, Tensor>)network.children().ElementAt(1);
        norm.register_forward_hook((_, _, y) => Keep(ref raw, y));
        using var compressor = Small.Attach(network, Small.Joint);
        norm.register_forward_hook((_, _, y) => Keep(ref compressed, y));
        Small.Train(network, compressor, 0, 10);
        network.eval();
        var before = (Small.Bits(network), Small.Bits(compressor), network.call(Small.Input(20)).Bits());
        Assert.Null(compressor.Inspect()["bn1.features"].Error);

        Tensor? kept = null;
        var report = compressor.Inspect(() =>
        {
            network.call(Small.Input(20));
            kept = ((compressed! - raw!).norm() / raw!.norm()).MoveToOuterDisposeScope();
        });

        Assert.Equal(kept!.item<float>(), report["bn1.features"].Error!.Value, 1e-5);
        Assert.All(report.Layers, layer => Assert.NotNull(layer.Error));
        Assert.InRange(report["input"].Error!.Value, 1e-9, 0.1);
        Assert.Equal(before.Item1, Small.Bits(network));
        Assert.Equal(before.Item2, Small.Bits(compressor));
        Assert.Equal(before.Item3, network.call(Small.Input(20)).Bits());
        Assert.Empty(compressor.Audit().Mismatches);
    }

    [Fact]
    public void Inspect_WithAnEvaluation_KeepsNoTensor()
    {
        using var network = Small.Network();
        using var compressor = Small.Attach(network, Small.Joint);
        Small.Train(network, compressor, 0, 10);
        network.eval();
        compressor.Inspect(() => network.call(Small.Input(20)));
        var live = TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        compressor.Inspect(() => network.call(Small.Input(20)));
        Assert.Throws<InvalidOperationException>(() => compressor.Inspect(() =>
        {
            network.call(Small.Input(20));
            throw new InvalidOperationException();
        }));
        Assert.Equal(live, TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void Inspect_InTrainingMode_RefusesAnEvaluationThatWouldTrain()
    {
        using var network = Small.Network();
        using var compressor = Small.Attach(network, Small.Joint);
        Assert.Contains("eval()", Assert.Throws<InvalidOperationException>(() => compressor.Inspect(() => { })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ToString_Report_IsATableOfEverySite()
    {
        using var network = Small.Network();
        using var compressor = Small.Attach(network, Small.Joint);
        Assert.Contains("features unknown before the first forward", compressor.Inspect().ToString(), StringComparison.Ordinal);
        Small.Train(network, compressor, 0, 10);

        var lines = compressor.Inspect().ToString().Split('\n');

        Assert.Matches("^site +type +bits +decimal bits +sparsity +error +elements +bytes$", lines[0]);
        Assert.Equal(compressor.Sites.Select(s => s.Name), lines[1..^1].Select(line => line.Split(' ')[0]));
        Assert.Single(lines[..^1].Select(line => line.Length).Distinct());
        Assert.Matches("^conv2.weight +Conv2d +8 +[0-9 to]+ +0.5000 +0.[0-9]{5} +108 +54$", lines[4]);
        Assert.Equal("361 bytes of weights, 90 bytes of features a sample; masks beside them: 100 bytes as bits, 100 at least", lines[^1]);
    }

    [Fact]
    public void Indexer_UnknownSite_SaysWhatThereIs()
    {
        using var network = Small.Network();
        using var compressor = Small.Attach(network, JointQP.Studies.Words.Schedule.Float);
        Assert.Contains("conv1.weight", Assert.Throws<KeyNotFoundException>(() => compressor.Inspect()["conv9"]).Message, StringComparison.Ordinal);
    }

    private static Tensor Keep(ref Tensor? kept, Tensor seen)
    {
        kept = seen.detach().clone();
        return seen;
    }
}
