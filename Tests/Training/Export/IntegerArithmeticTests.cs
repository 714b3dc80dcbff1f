using System.Text.Json;
using JointQP.Studies.Words;
using JointQP.Tests.Training.Compression;
using JointQP.Tests.Training.Operators;
using JointQP.Training.Checkpoints;
using JointQP.Training.Compression;
using JointQP.Training.Networks;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace JointQP.Tests.Training.Export;

/// <summary>
/// A layer computed in integers from its export gives the trained network's floats exactly. Float sums are exact, in whatever order they are
/// made, while the sum of all |x w| of an output stays below 2^24 in units of the product of both steps; the test asserts that too.
/// </summary>
public sealed class IntegerArithmeticTests : IDisposable
{
    private const long ExactLimit = 1 << 24;

    private readonly string _folder = Directory.CreateTempSubdirectory("jointqp-export-").FullName;

    [Theory]
    [InlineData("conv1", Rounding.Nearest)]
    [InlineData("conv2", Rounding.Nearest)]
    [InlineData("conv2", Rounding.Floor)]
    [InlineData("fc", Rounding.Nearest)]
    [InlineData("out", Rounding.Truncate)]
    public void Layer_InIntegers_GivesTheNetworksOutputExactly(string name, Rounding rounding)
    {
        using var network = WithoutBiases();
        Compare(network, Small.Settings with { Rounding = rounding }, name);
    }

    [Theory]
    [InlineData("conv2")]
    [InlineData("fc")]
    public void Layer_WithAQuantizedBias_GivesTheNetworksOutputExactly(string name)
    {
        using var network = Small.Network();
        Compare(network, Small.Settings with { Bias = 16 }, name);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Compare(TorchSharp.Modules.Sequential network, CompressionSettings settings, string name)
    {
        using var scope = NewDisposeScope();
        var layer = (Module<Tensor, Tensor>)network.named_children().Single(c => c.name == name).module;
        Tensor? output = null;
        Tensor? input = null;
        // Registered before the compressor's, so it sees what the layer itself gives.
        layer.register_forward_hook((_, _, y) => Keep(ref output, y));
        using var compressor = Compressor.Attach(network, Small.Joint, settings, Small.Batch);
        // Registered after it, so it sees what the layer is given.
        layer.register_forward_pre_hook((_, x) => Keep(ref input, x));
        Small.Train(network, compressor, 0, 10);
        network.eval();
        network.call(Small.Input(40));
        var files = compressor.Export(Path.Combine(_folder, "small"));
        using var json = JsonDocument.Parse(File.ReadAllText(files.Description));
        using var stream = File.OpenRead(files.Tensors);
        var (tensors, _) = SafeTensors.Read(stream);
        var described = json.RootElement.GetProperty("networks")[0].GetProperty("layers").EnumerateArray().Single(l => l.GetProperty("name").GetString() == name);

        var step = DecimalBits(described, "input").Single();
        var x = Integers(input!, step);
        var weights = tensors[name + ".weight"];
        Assert.Equal(ScalarType.Int8, weights.dtype);
        var w = weights.to(ScalarType.Int64).data<long>().ToArray();
        var sums = weights.dim() == 4 ? Convolve(x, input!.shape, w, weights.shape) : Multiply(x, input!.shape, w, weights.shape);
        var fractions = DecimalBits(described, "weight").Select(d => d + step).ToArray();
        var each = sums.Length / (int)input.shape[0] / fractions.Length;
        var biases = described.GetProperty("bias") is { ValueKind: JsonValueKind.Object }
            ? Biases(tensors[name + ".bias"], DecimalBits(described, "bias"))
            : [.. fractions.Select(_ => (0L, 0))];
        var expected = sums.Select((sum, i) => Add(sum, fractions[i / each % fractions.Length], biases[i / each % fractions.Length]));

        Assert.Equal(expected, output!.Floats());
        Assert.True(sums.Count(sum => sum.Value != 0) > sums.Length / 2);
        foreach (var tensor in tensors.Values)
            tensor.Dispose();
    }

    private static Tensor Keep(ref Tensor? kept, Tensor seen)
    {
        kept = seen.detach().clone();
        return seen;
    }

    private static TorchSharp.Modules.Sequential WithoutBiases()
    {
        var network = Sequential(
            ("conv1", Conv2d(1, 3, 3, bias: false)),
            ("bn1", new SteadyBatchNorm(3)),
            ("relu1", ReLU()),
            ("conv2", Conv2d(3, 4, 3, bias: false)),
            ("bn2", new SteadyBatchNorm(4)),
            ("relu2", ReLU()),
            ("flatten", Flatten()),
            ("fc", Linear(64, 8, hasBias: false)),
            ("relu3", ReLU()),
            ("out", Linear(8, 3, hasBias: false)));
        Small.Fill(network, 1);
        return network;
    }

    private static (long Value, int DecimalBits)[] Biases(Tensor bias, int[] decimalBits)
    {
        Assert.Equal(ScalarType.Int16, bias.dtype);
        return [.. bias.data<short>().ToArray().Select((value, i) => ((long)value, decimalBits[i % decimalBits.Length]))];
    }

    // Both in the finer of their units, where the float sum is exact too.
    private static float Add((int Value, long Size) sum, int decimalBits, (long Value, int DecimalBits) bias)
    {
        var finer = Math.Max(decimalBits, bias.DecimalBits);
        var (product, added) = (finer - decimalBits, finer - bias.DecimalBits);
        Assert.True((sum.Size << product) + (Math.Abs(bias.Value) << added) < ExactLimit);
        return MathF.ScaleB(((long)sum.Value << product) + (bias.Value << added), -finer);
    }

    private static int[] DecimalBits(JsonElement layer, string part) =>
        [.. layer.GetProperty(part).GetProperty("decimalBits").EnumerateArray().Select(d => d.GetInt32())];

    private static long[] Integers(Tensor x, int decimalBits) => [.. x.Floats().Select(v =>
    {
        var scaled = MathF.ScaleB(v, decimalBits);
        Assert.Equal(MathF.Round(scaled), scaled);
        Assert.InRange(scaled, -128, 127);
        return (long)scaled;
    })];

    // [samples, in, height, width] with [out, in, rows, columns], no padding.
    private static (int Value, long Size)[] Convolve(long[] x, long[] xs, long[] w, long[] ws)
    {
        var (height, width) = (xs[2] - ws[2] + 1, xs[3] - ws[3] + 1);
        List<(int, long)> sums = [];
        for (var n = 0L; n < xs[0]; n++)
            for (var o = 0L; o < ws[0]; o++)
                for (var i = 0L; i < height; i++)
                    for (var j = 0L; j < width; j++)
                        sums.Add(Sum(
                            from c in Range(ws[1])
                            from r in Range(ws[2])
                            from k in Range(ws[3])
                            select x[(((((n * xs[1]) + c) * xs[2]) + i + r) * xs[3]) + j + k] * w[(((((o * ws[1]) + c) * ws[2]) + r) * ws[3]) + k]));
        return [.. sums];
    }

    private static (int Value, long Size)[] Multiply(long[] x, long[] xs, long[] w, long[] ws) =>
    [
        .. from n in Range(xs[0])
           from o in Range(ws[0])
           select Sum(Range(ws[1]).Select(c => x[(n * xs[1]) + c] * w[(o * ws[1]) + c])),
    ];

    private static (int Value, long Size) Sum(IEnumerable<long> products)
    {
        var all = products.ToList();
        Assert.True(all.Sum(Math.Abs) < ExactLimit);
        return ((int)all.Sum(), all.Sum(Math.Abs));
    }

    private static IEnumerable<long> Range(long count) => Enumerable.Range(0, (int)count).Select(i => (long)i);
}
