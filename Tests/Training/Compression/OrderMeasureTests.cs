using JointQP.Studies.Analysis.Layers;
using JointQP.Studies.Words;
using JointQP.Tests.Training.Operators;
using JointQP.Training.Compression;
using JointQP.Training.Operators;
using static TorchSharp.torch;

namespace JointQP.Tests.Training.Compression;

public sealed class OrderMeasureTests
{
    [Fact]
    public void TakeMeasurements_QuantizedAfterPruning_HoldsBothOrdersOfTheStoredWeightAgainstEachOther()
    {
        using var scope = NewDisposeScope();
        using var network = Small.Network();
        using var compressor = Small.Attach(network, Small.Schedule(Small.Prune(Target.Weights, 1), Small.Quantize(Target.Weights, 6, bits: 3)));
        Small.Train(network, compressor, 0, 6);
        var pruned = compressor.TakeMeasurements();
        // The step's forward sees the weight that the step before has left.
        var x = Small.Parameter(network, "conv2.weight").Floats();
        Small.Train(network, compressor, 6, 7);

        var found = compressor.TakeMeasurements().Single(one => one.Site == "conv2.weight");

        Assert.Equal(5, pruned.Single(one => one.Site == "conv2.weight").Step);
        Assert.Equal([LayerMeasure.PrunedEnergy], pruned.Single(one => one.Site == "conv2.weight").Values.Select(value => value.Name));
        Assert.Equal(6, found.Step);
        Assert.Equal(LayerMeasure.All.Order(StringComparer.Ordinal), found.Values.Select(value => value.Name).Order(StringComparer.Ordinal));
        foreach (var (name, value) in found.Values)
            Assert.Equal(Expected(x, 27, 0.5, 3)[name], value, 1e-9);
        Assert.InRange(Of(found, LayerMeasure.Commutator), 0.01, 1);
        Assert.InRange(Of(found, LayerMeasure.MaskOverlap), 0.5, 1);
    }

    [Fact]
    public void TakeMeasurements_QuantizedFirst_TellsOfQuantizationAloneUntilPruningSettles()
    {
        using var scope = NewDisposeScope();
        using var network = Small.Network();
        using var compressor = Small.Attach(network, Small.Schedule(Small.Quantize(Target.Features, 2, bits: 4), Small.Prune(Target.Features, 3)));
        Small.Train(network, compressor, 0, 7);
        var first = compressor.TakeMeasurements().Where(one => one.Site == "bn1.features").ToList();
        Small.Train(network, compressor, 7, 10);

        var second = Assert.Single(compressor.TakeMeasurements(), one => one.Site == "bn1.features");

        Assert.Equal([2L], first.Select(one => one.Step));
        Assert.Equal([LayerMeasure.DecimalBits, LayerMeasure.QuantizationError, LayerMeasure.Zeros], first[0].Values.Select(value => value.Name));
        Assert.Equal(7, second.Step);
        Assert.InRange(Of(second, LayerMeasure.Commutator), 1e-6, 1);
        Assert.Empty(compressor.TakeMeasurements());
    }

    [Fact]
    public void Of_ATensorOnTheGridAlready_FindsThatOrderDoesNotMatter()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new float[] { 0, 1, -2, 3, 4, -5, 6, 7 });

        var found = Measured(x, 0.5, 8);

        Assert.Equal((0, 1, 0), (found[LayerMeasure.Commutator], found[LayerMeasure.MaskOverlap], found[LayerMeasure.QuantizationError]));
        Assert.Equal((0 + 1 + 4 + 9) / 140.0, found[LayerMeasure.PrunedEnergy], 1e-12);
        Assert.Equal((1 / 8.0, 1), (found[LayerMeasure.Zeros], found[LayerMeasure.ZerosPruned]));
    }

    [Fact]
    public void Of_ValuesThatQuantizationMakesEqual_KeepsThoseOfHighestIndexAfterIt()
    {
        using var scope = NewDisposeScope();
        // With 2 bits and d = 0 the values are -2, -1, 0 and 1: all four become 1 and the first two are pruned, which were the greatest.
        var x = tensor(new float[] { 1.2f, 1.1f, 0.9f, 0.8f });

        var found = Measured(x, 0.5, 2);

        Assert.Equal(0, found[LayerMeasure.MaskOverlap]);
        Assert.Equal(Math.Sqrt(4 / x.Floats().Sum(v => (double)v * v)), found[LayerMeasure.Commutator], 1e-9);
    }

    [Fact]
    public void Of_Zeros_IsZeroAndNeverNotANumber()
    {
        using var scope = NewDisposeScope();

        var found = Measured(zeros(8), 0.5, 4);

        Assert.All(found.Values, value => Assert.True(double.IsFinite(value)));
        Assert.Equal((0, 0), (found[LayerMeasure.Commutator], found[LayerMeasure.PrunedEnergy]));
    }

    [Fact]
    public void Of_AnInfiniteValue_LeavesOutWhatIsNoNumber()
    {
        using var scope = NewDisposeScope();

        var found = Measured(tensor(new float[] { float.PositiveInfinity, 1, 2, 3 }), 0.5, 4);

        Assert.All(found.Values, value => Assert.True(double.IsFinite(value)));
        Assert.DoesNotContain(LayerMeasure.QuantizationError, found.Keys);
        Assert.Contains(LayerMeasure.MaskOverlap, found.Keys);
    }

    [Fact]
    public void TakeMeasurements_LoadedState_ForgetsWhatTheStateBeforeHadMeasured()
    {
        using var scope = NewDisposeScope();
        using var network = Small.Network();
        using var compressor = Small.Attach(network, Small.Joint);
        Small.Train(network, compressor, 0, 2);
        var state = compressor.State().ToDictionary(one => one.Name, one => one.Value);
        Small.Train(network, compressor, 2, 8);

        compressor.LoadState(state);

        Assert.Empty(compressor.TakeMeasurements());
    }

    private static Dictionary<string, double> Measured(Tensor x, double sparsity, int bits) => new OrderMeasure(
        all => MagnitudeMask.Of(MagnitudeMask.WeightSaliency(all[0]), sparsity),
        all => new(bits, [DecimalBitsSearch.ForTensor(all[0], bits, Rounding.Nearest)])).Of([x]).ToDictionary(value => value.Name, value => value.Value);

    private static double Of(SiteMeasurement measurement, string name) => measurement.Values.Single(value => value.Name == name).Value;

    /// <summary>The same in plain loops, each output channel of <paramref name="run"/> weights with its own decimal bits.</summary>
    private static Dictionary<string, double> Expected(float[] x, int run, double sparsity, int bits)
    {
        double Squares(IEnumerable<double> values) => values.Sum(v => v * v);
        bool[] Mask(double[] by) =>
            by.Index().OrderBy(one => Math.Abs(one.Item)).ThenBy(one => one.Index).Select((one, rank) => (one.Index, Keep: rank >= (int)(by.Length * sparsity)))
                .OrderBy(one => one.Index).Select(one => one.Keep).ToArray();
        double Round(double v, int d) => Math.Clamp(Math.Round(v * (1 << d), MidpointRounding.ToEven), -(1 << (bits - 1)), (1 << (bits - 1)) - 1) / (1 << d);
        int Best(double[] values) => Enumerable.Range(0, 20).MinBy(d => Squares(values.Select(v => Round(v, d) - v)));
        (double[] Values, double Bits) Quantize(double[] values)
        {
            var channels = values.Chunk(run).Select(channel => (Channel: channel, D: Best(channel))).ToList();
            return ([.. channels.SelectMany(one => one.Channel.Select(v => Round(v, one.D)))], channels.Average(one => one.D));
        }

        double[] Prune(double[] values, bool[] mask) => [.. values.Zip(mask, (v, keep) => keep ? v : 0)];

        double[] whole = [.. x.Select(v => (double)v)];
        var first = Mask(whole);
        var pruned = Prune(whole, first);
        var (qp, bitsAfter) = Quantize(pruned);
        var (q, bitsAlone) = Quantize(whole);
        var second = Mask(q);
        var pq = Prune(q, second);
        return new()
        {
            [LayerMeasure.Commutator] = Math.Sqrt(Squares(qp.Zip(pq, (a, b) => a - b)) / Squares(whole)),
            [LayerMeasure.MaskOverlap] = first.Zip(second).Count(pair => pair is (true, true)) / (double)first.Count(keep => keep),
            [LayerMeasure.DecimalBits] = bitsAlone,
            [LayerMeasure.DecimalBitsAfterPruning] = bitsAfter,
            [LayerMeasure.QuantizationError] = Math.Sqrt(Squares(q.Zip(whole, (a, b) => a - b)) / Squares(whole)),
            [LayerMeasure.PrunedEnergy] = Squares(pruned.Zip(whole, (a, b) => a - b)) / Squares(whole),
            [LayerMeasure.Zeros] = q.Count(v => v == 0) / (double)q.Length,
            [LayerMeasure.ZerosPruned] = q.Zip(first).Count(pair => pair is (0, false)) / (double)q.Count(v => v == 0),
        };
    }
}
