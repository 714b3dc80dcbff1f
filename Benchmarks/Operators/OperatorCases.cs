using System.Collections.Immutable;
using JointQP.Studies.Words;
using JointQP.Training.Operators;
using TorchSharp;
using static TorchSharp.torch;

namespace JointQP.Benchmarks.Operators;

/// <summary>Every operator on a batch of feature maps of 64 x 32 x 32, through the door that a network's sites use.</summary>
/// <remarks>
/// A settled pass reads its tensor and writes its result (2); backward with the gradient mode <c>mask</c> reads the input too (3); a feature mask is
/// one sample's and is counted as read once. A mask is chosen by reading the saliency and writing the mask (2), which for weights are as large as the
/// tensor; decimal bits are searched by reading it (1), saturated by reading it twice (2).
/// </remarks>
internal sealed class OperatorCases : IDisposable
{
    private const int Bits = 8;
    private const int Sample = 64 * 32 * 32;
    private static readonly Saturation Outliers = new(0.0001, 0.9999);
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly GradientLedger _ledger = new();
    private readonly Tensor _values;
    private readonly Tensor _gradient;
    private readonly Tensor _mask;

    /// <param name="elements">A multiple of 65,536.</param>
    public OperatorCases(int elements)
    {
        using var generator = new Generator(1);
        long[] shape = [elements / Sample, 64, 32, 32];
        (_values, _gradient) = (randn(shape, generator: generator), randn(shape, generator: generator));
        _mask = rand(shape[1..], generator: generator).gt(0.5).to(ScalarType.Float32);
        (Target, var mask) = (empty(shape), (double)Sample / elements);
        Grid grid = new(Bits, [5]), byInput = new(Bits, [5], gradient: GradientMode.Mask);
        Grid channels = new(Bits, [.. Enumerable.Range(0, 64).Select(channel => 4 + (channel % 3))], axis: 1);
        All =
        [
            .. Settled("quantize", null, grid, 2, 2),
            .. Settled("quantize, by channel", null, channels, 2, 2),
            .. Settled("quantize, gradient mask", null, byInput, 2, 3),
            .. Settled("prune", _mask, null, 2 + mask, 2 + mask),
            .. Settled("prune, quantize", _mask, grid, 2 + mask, 2 + mask),
            new("quantize", "search", "", 1, () => () => Search(_values, null)),
            new("quantize", "search, saturated", "", 2, () => () => Search(_values, Outliers)),
            new("quantize, by channel", "search", "", 1, () => () => SearchChannels()),
            new("prune", "choose weights", "", 2, () => () => Choose()),
            new("quantize", "unsettled", "forward", 3, () => () => Forward(null, Search(_values, null))),
            new("quantize, by channel", "unsettled", "forward", 3, () => () => Forward(null, SearchChannels(), axis: 1)),
            new("prune", "unsettled", "forward", 5, () => () => Forward(Choose(), [])),
            new("prune, quantize", "unsettled", "forward", 7, () => PruneAndQuantize),
        ];
    }

    /// <summary>What a copy reads and writes, twice the tensor's size.</summary>
    public Action Copy => () => Target.copy_(_values);

    public IReadOnlyList<OperatorCase> All { get; }

    private Tensor Target { get; }

    /// <summary>Frees what the calls have left.</summary>
    public void Settle() => _ledger.Settle();

    public void Dispose()
    {
        _ledger.Dispose();
        _scope.Dispose();
    }

    private IEnumerable<OperatorCase> Settled(string name, Tensor? mask, Grid? grid, double forward, double backward)
    {
        Operation operation = new(mask, grid, _ledger);
        yield return new(name, "settled", "forward", forward, () =>
        {
            var x = _values.alias().requires_grad_();
            return () => PruneThenQuantize.Apply(x, operation);
        });
        yield return new(name, "settled", "backward", backward, () =>
        {
            var x = _values.alias().requires_grad_();
            var y = PruneThenQuantize.Apply(x, operation);
            return () => autograd.grad([y], [x], [_gradient]);
        });
    }

    private static ImmutableArray<int> Search(Tensor x, Saturation? saturation) =>
        [DecimalBitsSearch.ForTensor(x, Bits, Rounding.Nearest, DecimalRange.All, saturation)];

    private ImmutableArray<int> SearchChannels() => DecimalBitsSearch.ForChannels(_values, 1, Bits, Rounding.Nearest);

    private Tensor Choose() => MagnitudeMask.Of(MagnitudeMask.WeightSaliency(_values), 0.5);

    private void Forward(Tensor? mask, ImmutableArray<int> decimalBits, int axis = 0) =>
        PruneThenQuantize.Apply(_values, new(mask, decimalBits.IsEmpty ? null : new(Bits, decimalBits, axis: axis), _ledger));

    // The search sees what the mask leaves.
    private void PruneAndQuantize()
    {
        var mask = Choose();
        Forward(mask, Search(_values * mask, null));
    }
}
