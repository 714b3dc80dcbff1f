using CsCheck;
using JointQP.Studies.Words;
using JointQP.Training.Compression;
using JointQP.Training.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace JointQP.Tests.Training.Compression;

/// <summary>Footprints against counts that know nothing of sites: masks and bits from the state, shapes from hooks of the tests' own.</summary>
public sealed class FootprintTests
{
    private static readonly CompressionSettings Settings = new() { Window = 5, RampTimes = 1 };

    [Fact]
    public void Footprint_AnyNetworkAndSchedule_EqualsABruteForceCount() =>
        Gen.Select(Gen.Int[0, Networks.Length - 1], Gen.Int[2, 16], Gen.Int[1, 9], Gen.Int[1, 6], Gen.Bool, Gen.Bool).Sample(
            (kind, bits, tenths, batch, prune, quantize) =>
            {
                List<Onset> onsets = [];
                foreach (var target in new[] { Target.Weights, Target.Features })
                {
                    if (prune)
                        onsets.Add(new(OperatorKind.Prune, target, tenths / 10.0, 0, 1, 1));
                    if (quantize)
                        onsets.Add(new(OperatorKind.Quantize, target, bits, 2));
                }

                using var scope = NewDisposeScope();
                var (network, input) = Networks[kind]();
                using var compressor = Compressor.Attach(network, new("test", [.. onsets]), Settings, batch);
                using Brute brute = new(network, prune ? tenths / 10.0 : 0, quantize ? bits : 32);
                for (var step = 0; step < 3; step++)
                {
                    compressor.BeginStep(step);
                    brute.Begin();
                    network.call(input(batch));
                }

                var footprint = compressor.Footprint();
                Assert.Equal(brute.Weights(), footprint.WeightBytes, 9);
                Assert.Equal(brute.Features(batch), footprint.FeatureBytes, 9);
                Assert.Equal(footprint, compressor.Inspect().Total());
                Assert.Equal(compressor.State().Where(s => s.Name.EndsWith("/mask", StringComparison.Ordinal)).Sum(s => s.Value.numel()) / 8.0, footprint.MaskBytes);
                Assert.InRange(footprint.IndexBytes, 0, footprint.MaskBytes);
            },
            iter: 60,
            threads: 1);

    [Fact]
    public void Footprint_BeforeAnyForward_SaysWhatIsUnknown()
    {
        using var network = Small.Network();
        using var compressor = Small.Attach(network, Schedule.Float);
        Assert.Contains("bn1.features", Assert.Throws<InvalidOperationException>(compressor.Footprint).Message, StringComparison.Ordinal);
        Assert.Equal(27, compressor.Sites[0].Elements);
    }

    [Fact]
    public void Footprint_MapsOfAnotherSize_AreThoseOfTheLastForward()
    {
        using var scope = NewDisposeScope();
        var (network, _) = Shared();
        using var compressor = Compressor.Attach(network, Schedule.Float, Settings, 1);
        network.call(Small.Values(1, 2, 2, 8, 8));
        var large = compressor.Footprint().FeatureBytes;
        network.call(Small.Values(1, 3, 2, 4, 4));
        // The stem's map and, of the shared convolution, one of the same size and one of half the sides.
        Assert.Equal(4 * 2 * (64 + 64 + 16), large);
        Assert.Equal(4 * 2 * (16 + 16 + 4), compressor.Footprint().FeatureBytes);
    }

    [Fact]
    public void Footprint_NetworkOfTwoInputs_CountsEachForwardOnce()
    {
        using var scope = NewDisposeScope();
        using TwoInputs network = new();
        using var compressor = Compressor.Attach(network, Schedule.Float, Settings, 1);
        for (var i = 0; i < 3; i++)
            network.call(ones(4, 6), ones(4, 6));
        Assert.Equal(4 * (5 + 5), compressor.Footprint().FeatureBytes);
    }

    [Theory]
    [InlineData(0.5, 1000, 1000)]
    // 20 of 1000 elements at 10 bits each.
    [InlineData(0.98, 1000, 200)]
    public void Footprint_Index_IsTheSmallerOfMaskAndPositions(double sparsity, double maskBits, double indexBits)
    {
        using var scope = NewDisposeScope();
        using var network = Sequential(("a", Linear(6, 10)), ("b", Linear(10, 100)), ("c", Linear(100, 2)));
        using var compressor = Compressor.Attach(network, new("P", [new(OperatorKind.Prune, Target.Weights, sparsity, 0, 1, 1)]), Settings, 1);
        for (var step = 0; step < 2; step++)
        {
            compressor.BeginStep(step);
            network.call(ones(1, 6));
        }

        Assert.Equal((maskBits / 8, indexBits / 8), (compressor.Footprint().MaskBytes, compressor.Footprint().IndexBytes));
    }

    private static readonly Func<(Module<Tensor, Tensor> Network, Func<int, Tensor> Input)>[] Networks =
    [
        () => (Small.Network(), batch => Small.Input(1, batch)),
        // One, two and three dimensions, groups, transposed, no batch norm at all.
        () => (Sequential(("a", Conv1d(2, 4, 3)), ("r", ReLU()), ("b", Conv1d(4, 6, 3, groups: 2)), ("c", ConvTranspose1d(6, 2, 2))), batch => Small.Values(2, batch, 2, 9)),
        () => (Sequential(("a", ConvTranspose2d(2, 4, 3, groups: 2)), ("b", new SteadyBatchNorm(4)), ("c", Conv2d(4, 4, 3, groups: 4)), ("d", Conv2d(4, 1, 1))), batch => Small.Values(3, batch, 2, 5, 6)),
        () => (Sequential(("a", Conv3d(1, 2, 2)), ("b", Conv3d(2, 3, 2)), ("c", ConvTranspose3d(3, 1, 2))), batch => Small.Values(4, batch, 1, 4, 5, 4)),
        () => (Sequential(("a", Linear(7, 5)), ("b", Sequential(("c", Linear(5, 9)), ("d", Tanh()))), ("e", Linear(9, 2))), batch => Small.Values(5, batch, 7)),
        Shared,
    ];

    // Its maps have one size, so that a mask of features fits both calls.
    private static (Module<Tensor, Tensor> Network, Func<int, Tensor> Input) Shared() => (new SharedConvolution(), batch => Small.Values(6, batch, 2, 6, 6));

    /// <summary>Counts by the modules themselves: all layers but the first and last pruned, all quantized, features of all but the last.</summary>
    private sealed class Brute : IDisposable
    {
        private readonly List<Module<Tensor, Tensor>> _layers;
        private readonly List<(Module<Tensor, Tensor> Module, Action Remove)> _hooks = [];
        private readonly Dictionary<Module, List<long[]>> _shapes = new(ReferenceEqualityComparer.Instance);
        private readonly double _sparsity;
        private readonly int _bits;

        public Brute(Module network, double sparsity, int bits)
        {
            (_sparsity, _bits) = (sparsity, bits);
            var modules = Below(network).Distinct<Module>(ReferenceEqualityComparer.Instance).ToList();
            _layers = [.. modules.Where(m => m is Convolution or TorchSharp.Modules.Linear).Cast<Module<Tensor, Tensor>>()];
            foreach (var layer in _layers.SkipLast(1))
            {
                var next = modules.ElementAtOrDefault(modules.IndexOf(layer) + 1);
                var maps = next is BatchNorm norm ? norm : layer;
                var seen = _shapes[maps] = [];
                _hooks.Add((maps, maps.register_forward_hook((_, _, y) =>
                {
                    seen.Add(y.shape);
                    return y;
                }).remove));
            }
        }

        public void Begin()
        {
            foreach (var shapes in _shapes.Values)
                shapes.Clear();
        }

        public double Weights() => _layers.Select((layer, i) =>
        {
            var elements = layer.parameters().First().numel();
            var pruned = i == 0 || i == _layers.Count - 1 ? 0 : Pruned(elements);
            return (elements - pruned) * _bits / 8.0;
        }).Sum();

        public double Features(int batch) => _shapes.Values.SelectMany(shapes => shapes).Sum(shape =>
        {
            Assert.Equal(batch, shape[0]);
            var elements = shape[1..].Aggregate(1L, (a, b) => a * b);
            return (elements - Pruned(elements)) * _bits / 8.0;
        });

        public void Dispose() => _hooks.ForEach(hook => hook.Remove());

        private static IEnumerable<Module> Below(Module module) => module.children().SelectMany(child => Below(child).Prepend(child));

        private long Pruned(long elements) => (long)Math.Floor((_sparsity * elements) + 1e-6);
    }

    /// <summary>A convolution that is called twice in one forward; given an input of 8 x 8 or 4 x 4, the second time on a smaller map.</summary>
    private sealed class SharedConvolution : Module<Tensor, Tensor>
    {
        private readonly Conv2d _stem = Conv2d(2, 2, 1);
        private readonly Conv2d _shared = Conv2d(2, 2, 3, padding: 1);
        private readonly Conv2d _head = Conv2d(2, 1, 1);

        public SharedConvolution()
            : base(nameof(SharedConvolution))
        {
            register_module("stem", _stem);
            register_module("shared", _shared);
            register_module("again", _shared);
            register_module("head", _head);
        }

        public override Tensor forward(Tensor input)
        {
            var x = _shared.call(_stem.call(input));
            if (input.shape[^1] % 4 == 0)
                x = functional.max_pool2d(x, 2);
            return _head.call(_shared.call(x));
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _stem.Dispose();
                _shared.Dispose();
                _head.Dispose();
            }

            base.Dispose(disposing);
        }
    }

    private sealed class TwoInputs : Module<Tensor, Tensor, Tensor>
    {
        private readonly Linear _left = Linear(6, 5);
        private readonly Linear _right = Linear(6, 5);
        private readonly Linear _head = Linear(5, 2);

        public TwoInputs()
            : base(nameof(TwoInputs))
        {
            register_module("left", _left);
            register_module("right", _right);
            register_module("head", _head);
        }

        // Not a sum: TorchSharp makes a Scalar for that too.
        public override Tensor forward(Tensor left, Tensor right) => _head.call(_left.call(left) * _right.call(right));

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _left.Dispose();
                _right.Dispose();
                _head.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
