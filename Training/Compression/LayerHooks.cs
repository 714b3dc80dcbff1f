using static TorchSharp.torch;

namespace JointQP.Training.Compression;

/// <summary>The sites of one layer.</summary>
internal sealed record LayerSites(OperatorSite? Input, OperatorSite Weight, OperatorSite? Bias, OperatorSite? Features);

/// <summary>The hooks of one layer with weights and of the module that gives its features.</summary>
internal sealed class LayerHooks : IDisposable
{
    private readonly WeightSwap _weight;
    private readonly WeightSwap? _bias;
    private readonly LayerSites _sites;
    private readonly StepClock _clock;
    private readonly Func<Tensor, Tensor> _effectiveWeight;
    private readonly Func<Tensor, Tensor> _effectiveBias;
    private readonly List<Action> _removers = [];
    private Tensor? _quantizedInput;

    public LayerHooks(WeightLayer layer, WeightSwap weight, LayerSites sites, StepClock clock)
    {
        (_weight, _sites, _clock) = (weight, sites, clock);
        _bias = sites.Bias is null ? null : new(layer.Module, SiteKind.Bias);
        // Kept, so that a step makes no new delegates.
        _effectiveWeight = dense => _sites.Weight.Apply(dense, _clock);
        _effectiveBias = dense => _sites.Bias!.Apply(dense, _clock);
        _removers.Add(layer.Module.register_forward_pre_hook((_, x) => Before(x)).remove);
        _removers.Add(layer.Module.register_forward_hook((_, _, y) => After(y)).remove);
        if (sites.Features is not null)
        {
            _removers.Add(layer.Features.Module.register_forward_hook((_, x, y) => Compress(x, y)).remove);
        }
    }

    public IEnumerable<string> Audit() =>
        [
            .. _sites.Input?.Audit(_clock.Step) ?? [],
            .. _sites.Weight.Audit(_clock.Step),
            .. _sites.Bias?.Audit(_clock.Step) ?? [],
            .. _sites.Features?.Audit(_clock.Step) ?? [],
        ];

    /// <summary>Undoes what a forward that threw has left.</summary>
    public void Restore()
    {
        _weight.Exit();
        _bias?.Exit();
        _quantizedInput?.Dispose();
        _quantizedInput = null;
    }

    public void Dispose()
    {
        _weight.Dispose();
        _bias?.Dispose();
        _quantizedInput?.Dispose();
        _removers.ForEach(remove => remove());
        _removers.Clear();
    }

    private Tensor Before(Tensor x)
    {
        Restore();
        _weight.Enter(_effectiveWeight);
        _bias?.Enter(_effectiveBias);
        if (_sites.Input is null)
        {
            return x;
        }

        var y = _sites.Input.Apply(x, _clock);
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
        var compressed = _sites.Features!.Apply(y, _clock);
        // The module's own output is seen by nobody else, unless the module passes its input on.
        if (!ReferenceEquals(compressed, y) && !ReferenceEquals(x, y))
        {
            y.Dispose();
        }

        return compressed;
    }
}
