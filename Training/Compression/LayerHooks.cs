using static TorchSharp.torch;

namespace JointQP.Training.Compression;

/// <summary>The hooks of one layer with weights and of the module that gives its features.</summary>
internal sealed class LayerHooks : IDisposable
{
    private readonly WeightSwap _swap;
    private readonly OperatorSite? _input;
    private readonly OperatorSite _weight;
    private readonly OperatorSite? _features;
    private readonly StepClock _clock;
    private readonly List<Action> _removers = [];
    private Tensor? _quantizedInput;

    public LayerHooks(WeightLayer layer, WeightSwap swap, OperatorSite? input, OperatorSite weight, OperatorSite? features, StepClock clock)
    {
        (_swap, _input, _weight, _features, _clock) = (swap, input, weight, features, clock);
        _removers.Add(layer.Module.register_forward_pre_hook((_, x) => Before(x)).remove);
        _removers.Add(layer.Module.register_forward_hook((_, _, y) => After(y)).remove);
        if (features is not null)
        {
            _removers.Add(layer.Features.Module.register_forward_hook((_, x, y) => Compress(x, y)).remove);
        }
    }

    public IEnumerable<string> Audit() =>
        [
            .. _input?.Audit(_clock.Step) ?? [],
            .. _weight.Audit(_clock.Step),
            .. _features?.Audit(_clock.Step) ?? [],
        ];

    /// <summary>Undoes what a forward that threw has left.</summary>
    public void Restore()
    {
        _swap.Exit();
        _quantizedInput?.Dispose();
        _quantizedInput = null;
    }

    public void Dispose()
    {
        Restore();
        _swap.Dispose();
        _removers.ForEach(remove => remove());
        _removers.Clear();
    }

    private Tensor Before(Tensor x)
    {
        Restore();
        _swap.Enter(dense => _weight.Apply(dense, _clock));
        if (_input is null)
        {
            return x;
        }

        var y = _input.Apply(x, _clock);
        _quantizedInput = ReferenceEquals(x, y) ? null : y;
        return y;
    }

    private Tensor After(Tensor y)
    {
        Restore();
        return y;
    }

    private Tensor Compress(Tensor x, Tensor y)
    {
        var compressed = _features!.Apply(y, _clock);
        // The module's own output is seen by nobody else, unless the module passes its input on.
        if (!ReferenceEquals(compressed, y) && !ReferenceEquals(x, y))
        {
            y.Dispose();
        }

        return compressed;
    }
}
