using System.Reflection;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using Module = TorchSharp.torch.nn.Module;

namespace JointQP.Training.Compression;

/// <summary>
/// Watches the feature maps of each forward without touching them: how large they are, on which grid a layer's input lies, and, while it is
/// asked for, how far the operators move them.
/// </summary>
internal sealed class FeatureProbe : IDisposable
{
    private readonly Module _network;
    private readonly StepClock _clock;
    private readonly List<Action> _removers = [];
    private readonly Dictionary<string, FeatureTally> _tallies = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string?> _inputs = new(StringComparer.Ordinal);
    private OperatorSite? _latest;
    private long _forward;
    private long _samples;
    private long _inputsStep = long.MinValue;
    private bool _measuresInputs;

    public FeatureProbe(Module network, StepClock clock)
    {
        (_network, _clock) = (network, clock);
        HookForwards();
    }

    /// <summary>Whether the error of each site is summed up; costs a copy of each feature map.</summary>
    public bool MeasuresErrors { get; private set; }

    /// <summary>What is known of a site's maps, or null before its first forward.</summary>
    public FeatureTally? Find(string site) => _tallies.GetValueOrDefault(site);

    /// <summary>
    /// The site whose grid every value of a layer's input was on in the first batch evaluated after the last step; null for none, or if no
    /// such batch was seen.
    /// </summary>
    public string? InputOf(string layer) => _inputs.GetValueOrDefault(layer);

    /// <summary>Sums errors up during <paramref name="evaluation"/>, anew.</summary>
    public void Measure(Action evaluation)
    {
        foreach (var tally in _tallies.Values)
            tally.ForgetErrors();
        MeasuresErrors = true;
        _inputsStep = long.MinValue;
        try
        {
            evaluation();
        }
        finally
        {
            MeasuresErrors = false;
            foreach (var tally in _tallies.Values)
                tally.Release();
        }
    }

    /// <summary>Registers what must run before the operators' hooks of a layer.</summary>
    public void Before(AttachedLayer attached)
    {
        var (layer, input, features) = (attached.Layer, attached.Sites.Input, attached.Sites.Features);
        _removers.Add(layer.Module.register_forward_pre_hook((_, x) =>
        {
            if (_measuresInputs && input is null)
                MeasureInput(layer.Name, x);
            if (MeasuresErrors && input is not null)
                TallyOf(input).Keep(x);
            return x;
        }).remove);
        if (features is not null)
        {
            _removers.Add(layer.Features.Module.register_forward_hook((_, _, y) =>
            {
                if (MeasuresErrors)
                    TallyOf(features).Keep(y);
                return y;
            }).remove);
        }
    }

    /// <summary>Registers what must run after them.</summary>
    public void After(AttachedLayer attached)
    {
        var (layer, input, features) = (attached.Layer, attached.Sites.Input, attached.Sites.Features);
        if (input is not null)
            _removers.Add(layer.Module.register_forward_pre_hook((_, x) => See(input, x)).remove);
        if (features is not null)
            _removers.Add(layer.Features.Module.register_forward_hook((_, _, y) => See(features, y)).remove);
    }

    public void Dispose()
    {
        _removers.ForEach(remove => remove());
        _removers.Clear();
        foreach (var tally in _tallies.Values)
            tally.Release();
    }

    private Tensor See(OperatorSite site, Tensor y)
    {
        var tally = TallyOf(site);
        tally.Count(y, _forward, _samples);
        if (MeasuresErrors)
            tally.Compare(y);
        _latest = site;
        return y;
    }

    private FeatureTally TallyOf(OperatorSite site)
    {
        if (!_tallies.TryGetValue(site.Name, out var tally))
            _tallies.Add(site.Name, tally = new());
        return tally;
    }

    private void MeasureInput(string layer, Tensor x)
    {
        var found = _latest is { Grid: { } grid } && SiteMeasure.Fault(x, null, grid) is null ? _latest.Name : null;
        // Called again in one forward: what is said of its input must hold of every call.
        _inputs[layer] = _inputs.TryGetValue(layer, out var before) && before != found ? null : found;
    }

    private void Begin(long samples)
    {
        (_samples, _latest) = (samples, null);
        _forward++;
        _measuresInputs = !_network.training && _inputsStep != _clock.Step;
        if (_measuresInputs)
        {
            _inputs.Clear();
            _inputsStep = _clock.Step;
        }
    }

    // A forward begins where the network is called. One that is called by forward() begins nowhere: then each call of a module counts alone.
    private void HookForwards()
    {
        if (_network is Module<Tensor, Tensor> one)
        {
            _removers.Add(one.register_forward_pre_hook((_, x) =>
            {
                Begin(x.dim() == 0 ? 1 : x.size(0));
                return x;
            }).remove);
            return;
        }

        // Networks of several inputs have hooks too, each arity in a class of its own; how many samples a call holds is then its own say.
        var register = _network.GetType().GetMethod("register_forward_pre_hook", BindingFlags.Instance | BindingFlags.Public, [typeof(Action<Module>)]);
        if (register?.Invoke(_network, [(Action<Module>)(_ => Begin(0))]) is { } remover)
            _removers.Add(() => remover.GetType().GetMethod("remove", [])!.Invoke(remover, null));
    }
}
