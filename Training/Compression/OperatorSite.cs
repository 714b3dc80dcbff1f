using System.Collections.Immutable;
using JointQP.Studies.Words;
using JointQP.Training.Operators;
using static TorchSharp.torch;

namespace JointQP.Training.Compression;

/// <summary>
/// The operators of one tensor and their state. An event (a mask, the search for decimal bits) happens in the training forward of its step; what
/// it decides is in force from then on, in training and evaluation.
/// </summary>
internal sealed class OperatorSite : IDisposable
{
    /// <summary>Bits of an element that is not quantized.</summary>
    public const int FloatBits = 32;

    private readonly SiteSettings _settings;
    private readonly SiteEvents _events;
    private readonly InForce _inForce;
    private readonly SiteAudit _audit;
    private long[] _shape = [];

    public OperatorSite(SiteSettings settings, SiteRule rule, GradientLedger ledger)
    {
        _settings = settings;
        (_events, _inForce, _audit) = (new(settings, rule), new(settings, rule, ledger), new(settings, rule));
        Operators = [.. new[] { rule.Prune, rule.Quantize }.OfType<Onset>().OrderBy(o => o.Start)];
    }

    public string Name => _settings.Name;

    public string Module => _settings.Module;

    public SiteKind Kind => _settings.Kind;

    public Target Target => _settings.IsFeatures ? Target.Features : Target.Weights;

    public ImmutableArray<Onset> Operators { get; }

    /// <summary>Elements of the parameter, or of the map of one sample, as last seen.</summary>
    public long Elements { get; set; }

    public long Calls { get; private set; }

    /// <inheritdoc cref="InForce.Mask"/>
    public Tensor? Mask => _inForce.Mask;

    public Grid? Grid => _inForce.Grid;

    public int Bits => Grid?.Bits ?? FloatBits;

    /// <inheritdoc cref="InForce.Pruned"/>
    public long Pruned => _inForce.Pruned;

    public bool WindowIsEmpty => _events.WindowIsEmpty;

    /// <summary>Q(P(x)) with what is in force, after the events of this step; <paramref name="x"/> itself when nothing is.</summary>
    public Tensor Apply(Tensor x, StepClock clock)
    {
        Calls++;
        _shape = x.shape;
        var shape = Sample;
        Elements = x.numel() / (_settings.IsFeatures ? _shape[0] : 1);
        if (clock.Training)
        {
            _events.Advance(x, clock.Step, _inForce);
            return _inForce.Apply(x, shape, training: true);
        }

        // Measured where the values are real: what the first evaluation after a step computes with.
        var y = _inForce.Apply(x, shape, training: false);
        _audit.Measure(y, _inForce, clock.Step);
        return y;
    }

    /// <inheritdoc cref="SiteEvents.Records"/>
    public bool Records(long step) => _events.Records(step);

    /// <inheritdoc cref="SiteEvents.TakeMeasurements"/>
    public ImmutableArray<SiteMeasurement> TakeMeasurements() => _events.TakeMeasurements();

    public IEnumerable<NamedTensor> State()
    {
        if (Mask is not null)
        {
            yield return new($"{Name}/mask", Mask.to(ScalarType.Byte));
            yield return new($"{Name}/masks", tensor((long)_inForce.Masks));
        }

        if (Grid is not null)
        {
            yield return new($"{Name}/decimal-bits", tensor(Grid.DecimalBits.ToArray()));
        }

        foreach (var window in _events.State())
        {
            yield return window;
        }
    }

    /// <summary>Takes over the state after <paramref name="step"/>; what is missing is not in force.</summary>
    public void Load(IReadOnlyDictionary<string, Tensor> state, long step)
    {
        using var scope = NewDisposeScope();
        var number = state.TryGetValue($"{Name}/masks", out var masks) ? (int)masks.cpu().item<long>() : 0;
        _inForce.SetMask(state.GetValueOrDefault($"{Name}/mask")?.to(_settings.Type).to(_settings.Device), number);
        var decimalBits = state.GetValueOrDefault($"{Name}/decimal-bits");
        _inForce.SetGrid(decimalBits is null ? null : _events.GridOf([.. decimalBits.cpu().data<int>()]));
        Calls = 0;
        _shape = [];
        _audit.Forget();
        _events.Load(state, step);
    }

    /// <summary>Sentences about what differs from the schedule after <paramref name="step"/>.</summary>
    public IEnumerable<string> Audit(long step) => _audit.Mismatches(_inForce, Sample, step);

    public void Dispose()
    {
        _events.Dispose();
        _inForce.Dispose();
    }

    private ReadOnlySpan<long> Sample => _shape.Length == 0 ? [] : _shape.AsSpan(_settings.IsFeatures ? 1 : 0);
}
