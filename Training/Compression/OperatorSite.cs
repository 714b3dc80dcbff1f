using System.Collections.Immutable;
using JointQP.Studies.Words;
using JointQP.Training.Operators;
using static TorchSharp.torch;

namespace JointQP.Training.Compression;

/// <summary>
/// The operators of one tensor and their state. An event (a mask, the search for decimal bits) happens in the training forward of its
/// step; what it decides is in force from then on, in training and evaluation. Masks are chosen by the tensor as it arrives, before
/// pruning and quantization; decimal bits by the pruned tensor.
/// </summary>
internal sealed class OperatorSite : IDisposable
{
    private readonly Onset? _prune;
    private readonly Onset? _quantize;
    private readonly SiteSettings _settings;
    private readonly SampleWindow _window;
    private readonly ImmutableArray<long> _events;
    private Operation _operation;
    private int _masks;
    private long _measuredStep = long.MinValue;
    private string? _measuredFault;

    public OperatorSite(SiteSettings settings, Onset? prune, Onset? quantize, GradientLedger ledger)
    {
        (_settings, _prune, _quantize) = (settings, prune, quantize);
        _window = new(settings.Compression.Window);
        _operation = new(null, null, ledger);
        Operators = [.. new[] { prune, quantize }.OfType<Onset>().OrderBy(o => o.Start)];
        IEnumerable<long> masks = prune is null ? [] : Enumerable.Range(1, prune.Times).Select(i => Ramp.StepOf(prune, i));
        _events = [.. masks.Concat(quantize is null ? [] : [quantize.Start]).Order()];
    }

    public string Name => _settings.Name;

    public string Module => _settings.Module;

    public Target Target => _settings.Target;

    public ImmutableArray<Onset> Operators { get; }

    /// <summary>Elements of the weight, or of one sample's feature map.</summary>
    public long Elements { get; set; }

    public long Calls { get; private set; }

    public Tensor? Mask => _operation.Mask;

    public Grid? Grid => _operation.Grid;

    public int Bits => Grid?.Bits ?? 32;

    public long Pruned => Mask is null ? 0 : Mask.numel() - Mask.count_nonzero().item<long>();

    public bool WindowIsEmpty => _window.IsEmpty;

    /// <summary>Q(P(x)) with what is in force, after the events of this step; <paramref name="x"/> itself when nothing is.</summary>
    public Tensor Apply(Tensor x, StepClock clock)
    {
        Calls++;
        Elements = Target == Target.Weights ? x.numel() : x.numel() / x.shape[0];
        if (clock.Training)
        {
            Advance(x, clock.Step);
        }

        Tensor y;
        try
        {
            y = PruneThenQuantize.Apply(x, _operation);
        }
        catch (ArgumentException mismatch)
        {
            throw new InvalidOperationException($"{Name}: {mismatch.Message} Train and evaluate on inputs of one size.", mismatch);
        }

        // Measured where they are real: what the first evaluation after a step computes with.
        if (!clock.Training && _measuredStep != clock.Step && !_operation.IsIdentity)
        {
            _measuredStep = clock.Step;
            _measuredFault = SiteMeasure.Fault(y, Mask, Grid);
        }

        return y;
    }

    /// <summary>Whether the samples of a step are looked back on by an event.</summary>
    public bool Records(long step)
    {
        if (Target == Target.Weights || step < 0 || _events.IsEmpty || step > _events[^1])
        {
            return false;
        }

        var steps = (_settings.Compression.Window + _settings.Batch - 1) / _settings.Batch;
        return _events.Any(e => step <= e && step > e - steps);
    }

    public IEnumerable<NamedTensor> State()
    {
        if (Mask is not null)
        {
            yield return new($"{Name}/mask", Mask.to(ScalarType.Byte));
            yield return new($"{Name}/masks", tensor((long)_masks));
        }

        if (Grid is not null)
        {
            yield return new($"{Name}/decimal-bits", tensor(Grid.DecimalBits.ToArray()));
        }

        if (!_window.IsEmpty)
        {
            yield return new($"{Name}/window", _window.Samples());
        }
    }

    /// <summary>Takes over the state after <paramref name="step"/>; what is missing is not in force.</summary>
    public void Load(IReadOnlyDictionary<string, Tensor> state, long step)
    {
        using var scope = NewDisposeScope();
        _window.Clear();
        var mask = state.GetValueOrDefault($"{Name}/mask");
        var decimalBits = state.GetValueOrDefault($"{Name}/decimal-bits");
        _masks = state.TryGetValue($"{Name}/masks", out var masks) ? (int)masks.cpu().item<long>() : 0;
        SetMask(mask?.to(_settings.Type).to(_settings.Device));
        _operation = _operation with { Grid = decimalBits is null ? null : GridOf([.. decimalBits.cpu().data<int>()]) };
        (Calls, _measuredStep, _measuredFault) = (0, long.MinValue, null);
        if (Records(step) && Records(step + 1))
        {
            _window.Add(
                state.TryGetValue($"{Name}/window", out var window)
                    ? window.to(_settings.Device)
                    : throw new InvalidDataException(
                        $"The state after step {step} holds no window for {Name}, which an event soon looks back on. Start from an earlier checkpoint."));
        }
    }

    /// <summary>Sentences about what differs from the schedule after <paramref name="step"/>.</summary>
    public IEnumerable<string> Audit(long step)
    {
        if (Calls == 0)
        {
            yield return $"{Name}: its module was never called, so nothing acts there. Call modules by call(), which runs hooks; forward() skips them.";
        }

        var due = _prune is null ? 0 : Ramp.MasksDue(_prune, step);
        var wanted = due == 0 ? 0 : MagnitudeMask.Pruned(Ramp.Sparsity(_prune!, due), Mask?.numel() ?? Elements);
        if (Pruned != wanted)
        {
            yield return $"{Name}: {Pruned} of {Elements} elements are pruned, the schedule wants {wanted}.";
        }

        var bits = _quantize is not null && _quantize.Start <= step ? (int)_quantize.Strength : 32;
        if (Bits != bits)
        {
            yield return $"{Name}: elements have {Bits} bits, the schedule wants {bits}.";
        }

        if (!_operation.IsIdentity && _measuredStep != step)
        {
            yield return $"{Name}: what it computes with after step {step} was not measured. Evaluate the network once before the audit.";
        }
        else if (_measuredFault is not null)
        {
            yield return $"{Name}: {_measuredFault}";
        }
    }

    public void Dispose()
    {
        _window.Dispose();
        Mask?.Dispose();
    }

    private void Advance(Tensor x, long step)
    {
        if (_events.IsEmpty || step > _events[^1])
        {
            return;
        }

        using var scope = NewDisposeScope();
        using var off = no_grad();
        if (Records(step))
        {
            _window.Add(x);
        }

        // Pruning acts first where both are due, so that the decimal bits suit what is left.
        if (_prune is not null && Ramp.MasksDue(_prune, step) is var due && due > _masks && Ramp.StepOf(_prune, due) == step)
        {
            var saliency = Target == Target.Weights ? MagnitudeMask.WeightSaliency(x) : MagnitudeMask.FeatureSaliency(_window.Samples());
            SetMask(MagnitudeMask.Of(saliency, Ramp.Sparsity(_prune, due)));
            _masks = due;
        }

        if (_quantize is not null && _quantize.Start == step && Grid is null)
        {
            _operation = _operation with { Grid = GridOf(Search(Target == Target.Weights ? x : _window.Samples())) };
        }

        if (!Records(step + 1))
        {
            _window.Clear();
        }
    }

    // On what the quantizer will see: the pruned tensor, a window under the mask now in force (in the authors' code, too, the quantizer
    // stands behind the pruning).
    private ImmutableArray<int> Search(Tensor x)
    {
        var kept = Mask is null ? x : x * Mask;
        var (bits, rounding) = ((int)_quantize!.Strength, _settings.Compression.Rounding);
        return Target == Target.Weights && _settings.Compression.Weights == Granularity.Channel
            ? DecimalBitsSearch.ForChannels(kept, _settings.ChannelAxis, bits, rounding)
            : [DecimalBitsSearch.ForTensor(kept, bits, rounding)];
    }

    private Grid GridOf(ImmutableArray<int> decimalBits) => new(
        (int)(_quantize ?? throw new InvalidDataException($"The state holds decimal bits for {Name}, which the schedule does not quantize.")).Strength,
        decimalBits,
        _settings.Compression.Rounding,
        _settings.Compression.Gradient,
        _settings.ChannelAxis);

    private void SetMask(Tensor? mask)
    {
        // Autograd keeps its own hold of the old mask for a backward that is still to come.
        Mask?.Dispose();
        _operation = _operation with { Mask = mask?.DetachFromDisposeScope() };
    }
}
