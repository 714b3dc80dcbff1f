using System.Collections.Immutable;
using JointQP.Studies.Words;
using JointQP.Training.Operators;
using TorchSharp;
using static TorchSharp.torch;

namespace JointQP.Training.Compression;

/// <summary>
/// What happens at a site, and when: masks are chosen and decimal bits searched, each in the training forward of its step. Masks are chosen by
/// the tensor as it arrives, before pruning and quantization; decimal bits by the pruned tensor.
/// </summary>
internal sealed class SiteEvents : IDisposable
{
    private readonly SiteSettings _settings;
    private readonly SiteRule _rule;
    private readonly ImmutableArray<long> _steps;
    private readonly SampleWindow _window;
    private readonly List<SiteMeasurement> _measured = [];

    public SiteEvents(SiteSettings settings, SiteRule rule)
    {
        (_settings, _rule) = (settings, rule);
        _window = new(settings.Compression.Window);
        IEnumerable<long> masks = rule.Prune is { } prune ? Enumerable.Range(1, prune.Times).Select(i => Ramp.StepOf(prune, i)) : [];
        _steps = [.. masks.Concat(rule.Quantize is { } quantize ? [quantize.Start] : []).Order()];
    }

    public bool WindowIsEmpty => _window.IsEmpty;

    /// <summary>Whether the samples of a step are looked back on by an event.</summary>
    public bool Records(long step)
    {
        if (!_settings.IsFeatures || step < 0 || _steps.IsEmpty || step > _steps[^1])
        {
            return false;
        }

        var steps = _settings.Compression.WindowSteps(_settings.Batch);
        return _steps.Any(e => step <= e && step > e - steps);
    }

    /// <summary>Does what is due in a step, by the tensor of its training forward.</summary>
    public void Advance(Tensor x, long step, InForce inForce)
    {
        if (_steps.IsEmpty || step > _steps[^1])
        {
            return;
        }

        using var scope = NewDisposeScope();
        using var off = no_grad();
        if (Records(step))
        {
            _window.Add(x);
        }

        if (_steps.BinarySearch(step) >= 0)
        {
            Act(_settings.IsFeatures ? _window.Runs() : [x], step, inForce);
        }

        if (!Records(step + 1))
        {
            _window.Clear();
        }
    }

    /// <summary>What was measured since this was asked last.</summary>
    public ImmutableArray<SiteMeasurement> TakeMeasurements()
    {
        ImmutableArray<SiteMeasurement> taken = [.. _measured];
        _measured.Clear();
        return taken;
    }

    /// <summary>The site's grid with these decimal bits.</summary>
    /// <exception cref="InvalidDataException">The site is not quantized.</exception>
    public Grid GridOf(ImmutableArray<int> decimalBits) => new(
        (int)(_rule.Quantize ?? throw new InvalidDataException($"The state holds decimal bits for {_settings.Name}, which the schedule does not quantize.")).Strength,
        decimalBits,
        _settings.Compression.Rounding,
        _settings.Compression.Gradient,
        _settings.ChannelAxis);

    /// <summary>The window: one tensor, or one for each run of maps of one size.</summary>
    public IEnumerable<NamedTensor> State() =>
        _window.Runs() switch
        {
            [var run] => [new(WindowName(0), run)],
            var runs => runs.Select((run, i) => new NamedTensor(WindowName(i + 1), run)),
        };

    /// <summary>Takes over the window of the state after <paramref name="step"/>.</summary>
    /// <exception cref="InvalidDataException">An event soon looks back on a window that is not in the state.</exception>
    public void Load(IReadOnlyDictionary<string, Tensor> state, long step)
    {
        _measured.Clear();
        _window.Clear();
        if (!Records(step) || !Records(step + 1))
        {
            return;
        }

        for (var run = state.ContainsKey(WindowName(0)) ? 0 : 1; state.TryGetValue(WindowName(run), out var samples); run++)
        {
            _window.Add(samples.to(_settings.Device));
        }

        if (_window.IsEmpty)
        {
            throw new InvalidDataException(
                $"The state after step {step} holds no window for {_settings.Name}, which an event soon looks back on. Start from an earlier checkpoint.");
        }
    }

    public void Dispose() => _window.Dispose();

    private string WindowName(int run) => run == 0 ? $"{_settings.Name}/window" : $"{_settings.Name}/window-{run}";

    // By a parameter, or by the runs of the window.
    private void Act(IReadOnlyList<Tensor> x, long step, InForce inForce)
    {
        var (masked, gridded) = (false, false);
        // Pruning acts first where both are due, so that the decimal bits suit what is left.
        if (_rule.Prune is { } prune && Ramp.MasksDue(prune, step) is var due && due > inForce.Masks && Ramp.StepOf(prune, due) == step)
        {
            inForce.SetMask(MagnitudeMask.Of(Saliency(x), Ramp.Sparsity(prune, due)), due);
            masked = due == prune.Times;
        }

        if (_rule.Quantize is { } quantize && quantize.Start == step && inForce.Grid is null)
        {
            inForce.SetGrid(GridOf(Search(Kept(x, inForce.Mask), (int)quantize.Strength)));
            gridded = true;
        }

        if (masked || gridded)
        {
            _measured.Add(new(_settings.Name, step, Measure(inForce).Of(x)));
        }
    }

    // Of settled operators alone: what is still to come may differ between trials that share this step.
    private OrderMeasure Measure(InForce inForce) => new(
        _rule.Prune is { } prune && inForce.Masks == prune.Times ? x => MagnitudeMask.Of(Saliency(x), prune.Strength) : null,
        _rule.Quantize is { } quantize && inForce.Grid is not null ? x => GridOf(Search(Kept(x, null), (int)quantize.Strength)) : null);

    // One value for each unit of the mask.
    private Tensor Saliency(IReadOnlyList<Tensor> x)
    {
        if (!_settings.IsFeatures)
        {
            return _rule.Masks == MaskUnit.Channel ? OutputChannelSaliency(x[0]) : MagnitudeMask.WeightSaliency(x[0]);
        }

        if (_rule.Masks == MaskUnit.Element)
        {
            return x is [var all]
                ? MagnitudeMask.FeatureSaliency(all)
                : throw new InvalidOperationException(
                    $"{_settings.Name}: a mask of elements is to be chosen by maps of {string.Join(" and of ", x.Select(run => string.Join('x', run.shape[1..])))}. "
                    + "Train on inputs of one size, or prune whole channels there (masks: channel).");
        }

        // Each sample counts the same, whatever the size of its map.
        return x is [var only]
            ? MagnitudeMask.ChannelSaliency(only)
            : MeanChannelSaliency(x);
    }

    private static Tensor MeanChannelSaliency(IReadOnlyList<Tensor> x)
    {
        using Scalar once = 1, all = x.Sum(run => run.shape[0]);
        Tensor? sum = null;
        foreach (var run in x)
        {
            using Scalar samples = run.shape[0];
            var weighted = MagnitudeMask.ChannelSaliency(run).mul(samples);
            sum = sum?.add(weighted, once) ?? weighted;
        }

        return sum!.div(all);
    }

    private Tensor OutputChannelSaliency(Tensor weight)
    {
        // Output channels where a window of features has its channels: along axis 1.
        var saliency = MagnitudeMask.ChannelSaliency(_settings.ChannelAxis == 1 ? weight : weight.transpose(0, 1));
        var shape = new long[weight.dim()];
        Array.Fill(shape, 1);
        shape[_settings.ChannelAxis] = weight.shape[_settings.ChannelAxis];
        return saliency.reshape(shape);
    }

    // What the quantizer will see: the pruned tensor, a window under the mask now in force (in the authors' code, too, the quantizer stands
    // behind the pruning).
    private static Tensor Kept(IReadOnlyList<Tensor> x, Tensor? mask)
    {
        Tensor Under(Tensor values) => mask is null ? values : values * mask;
        return x is [var all] ? Under(all) : cat([.. x.Select(run => Under(run).flatten())]);
    }

    private ImmutableArray<int> Search(Tensor kept, int bits)
    {
        var rounding = _settings.Compression.Rounding;
        return _settings.Kind == SiteKind.Weight && _settings.Compression.Weights == Granularity.Channel
            ? DecimalBitsSearch.ForChannels(kept, _settings.ChannelAxis, bits, rounding, _rule.DecimalBits, _rule.Saturation)
            : [DecimalBitsSearch.ForTensor(kept, bits, rounding, _rule.DecimalBits, _rule.Saturation)];
    }
}
