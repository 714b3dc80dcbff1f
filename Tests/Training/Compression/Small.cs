using JointQP.Studies.Words;
using JointQP.Tests.Training.Native;
using JointQP.Training.Compression;
using JointQP.Training.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using Parameter = TorchSharp.Modules.Parameter;

namespace JointQP.Tests.Training.Compression;

/// <summary>A network of every kind of site on 1x8x8 inputs with 3 classes, and its training, without any shared random state.</summary>
internal static class Small
{
    public const int Batch = 4;

    public static Sequential Network(int seed = 1)
    {
        // As the trainer computes: libtorch's count belongs to the calling thread, and with more its sums depend on who adds first.
        set_num_threads(1);
        var network = Sequential(
            ("conv1", Conv2d(1, 3, 3)),
            ("bn1", new SteadyBatchNorm(3)),
            ("relu1", ReLU()),
            ("conv2", Conv2d(3, 4, 3)),
            ("bn2", new SteadyBatchNorm(4)),
            ("relu2", ReLU()),
            ("flatten", Flatten()),
            ("fc", Linear(64, 8)),
            ("relu3", ReLU()),
            ("out", Linear(8, 3)));
        Fill(network, seed);
        return network;
    }

    public static void Fill(Module network, int seed)
    {
        using var off = no_grad();
        foreach (var (name, parameter) in network.named_parameters())
        {
            var shift = parameter.dim() > 1 ? 0 : 0.5f;
            using var values = tensor([.. Numbers(seed + name.Length, parameter.shape).Select(v => (v * 0.3f) + shift)], parameter.shape);
            parameter.copy_(values);
        }
    }

    public static Tensor Values(int seed, params long[] shape) => tensor([.. Numbers(seed, shape)], shape);

    public static Tensor Input(long step, int batch = Batch) => Values(1000 + (int)step, batch, 1, 8, 8);

    public static Schedule Schedule(params Onset[] onsets) => new("test", [.. onsets]);

    public static Onset Prune(Target target, long start, double sparsity = 0.5, long interval = 2, int times = 2) =>
        new(OperatorKind.Prune, target, sparsity, start, interval, times);

    public static Onset Quantize(Target target, long start, int bits = 8) => new(OperatorKind.Quantize, target, bits, start);

    /// <summary>P on both from step 1 (masks at 3 and 5), Q on weights at 6 and on features at 7.</summary>
    public static Schedule Joint { get; } = Schedule(
        Prune(Target.Weights, 1), Prune(Target.Features, 1), Quantize(Target.Weights, 6), Quantize(Target.Features, 7));

    /// <summary>A window of five samples, one and a quarter batches.</summary>
    public static CompressionSettings Settings { get; } = new() { Window = 5 };

    public static Compressor Attach(Module network, Schedule schedule) => Compressor.Attach(network, schedule, Settings, Batch);

    public static void Train(Module<Tensor, Tensor> network, Compressor? compressor, long from, long to)
    {
        network.train();
        for (var step = from; step < to; step++)
        {
            compressor?.BeginStep(step);
            Step(network, step);
        }
    }

    public static void Step(Module<Tensor, Tensor> network, long step)
    {
        using var scope = NewDisposeScope();
        var loss = functional.cross_entropy(network.call(Input(step)), tensor(new long[] { 0, 1, 2, step % 3 }));
        loss.backward();
        using var off = no_grad();
        foreach (var parameter in network.parameters())
        {
            parameter.sub_(parameter.grad! * Held.Of(0.1f));
            parameter.grad!.zero_();
        }
    }

    /// <summary>One batch of six in evaluation, for an audit to measure.</summary>
    public static void Evaluate(Module<Tensor, Tensor> network)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        network.eval();
        network.call(Input(99, batch: 6));
    }

    /// <summary>Every setting that may be left out, each set otherwise.</summary>
    public static CompressionSettings Every { get; } = Settings with
    {
        Bias = 20,
        WeightDecimalBits = new(1, 12),
        FeatureDecimalBits = new(1, 7),
        WeightSaturation = new(0, 0.99),
        FeatureSaturation = new(0.01, 0.99),
        WeightMasks = MaskUnit.Channel,
        FeatureMasks = MaskUnit.Channel,
        FirstLayer = LayerRule.All,
        LastLayer = LayerRule.None,
        Input = InputRule.None,
        Layers = new(new LayerOverride { Match = "bn1.*", Masks = MaskUnit.Element }, new LayerOverride { Match = "fc.weight", Prune = 0.25, Quantize = 4 }),
    };

    /// <summary>Every bit of parameters and buffers.</summary>
    public static byte[] Bits(Module network) => [.. network.state_dict().SelectMany(s => s.Value.detach().contiguous().bytes.ToArray())];

    public static byte[] Bits(Compressor compressor)
    {
        using var scope = NewDisposeScope();
        return [.. compressor.State().SelectMany(s => System.Text.Encoding.UTF8.GetBytes(s.Name).Concat(s.Value.contiguous().bytes.ToArray()))];
    }

    public static Parameter Parameter(Module network, string name) => network.named_parameters().Single(p => p.name == name).parameter;

    private static IEnumerable<float> Numbers(int seed, long[] shape)
    {
        Random random = new(seed);
        return Enumerable.Range(0, (int)shape.Aggregate(1L, (a, b) => a * b)).Select(_ => (float)((random.NextDouble() * 4) - 2));
    }
}
