using System.Collections.Immutable;
using JointQP.Studies.Words;
using JointQP.Training.Operators;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace JointQP.Training.Compression;

/// <summary>
/// A schedule's operators on the layers of a network, which is not rewritten: hooks give each layer its effective weight for the span of
/// its forward, its effective bias too where biases are quantized, and replace feature maps on their way. The stored parameters stay dense.
/// </summary>
/// <remarks>
/// Modules must be called by <c>call()</c>, which runs hooks. Not safe for use by several threads. A step is one optimizer step: several
/// forwards may belong to it, and events happen in the first.
/// </remarks>
public sealed partial class Compressor : IDisposable
{
    private readonly StepClock _clock;
    private readonly GradientLedger _ledger;
    private readonly ImmutableArray<OperatorSite> _sites;
    private readonly ImmutableArray<LayerHooks> _hooks;
    private readonly Module _network;
    private readonly Schedule _schedule;
    private readonly CompressionSettings _settings;
    private readonly FeatureProbe _probe;
    private readonly ImmutableArray<AttachedLayer> _layers;

    private Compressor(
        StepClock clock,
        GradientLedger ledger,
        ImmutableArray<OperatorSite> sites,
        ImmutableArray<LayerHooks> hooks,
        (Module Network, Schedule Schedule, CompressionSettings Settings) attached,
        FeatureProbe probe,
        ImmutableArray<AttachedLayer> layers)
    {
        (_clock, _ledger, _sites, _hooks) = (clock, ledger, sites, hooks);
        (_network, _schedule, _settings) = attached;
        (_probe, _layers) = (probe, layers);
    }

    /// <summary>What is attached where, in canonical order: the input, then each layer's weight, bias and features in registration order.</summary>
    public IReadOnlyList<AttachedSite> Sites
    {
        get
        {
            using var scope = NewDisposeScope();
            return [.. _sites.Select(s => new AttachedSite(
                s.Name, s.Module, s.Kind, s.Target, s.Operators, s.Elements, s.Bits, s.Grid?.DecimalBits ?? [], s.Pruned, s.Calls))];
        }
    }

    /// <summary>Attaches a schedule to a network, which must already be on its device.</summary>
    /// <param name="network">A network with at least one convolution or linear layer.</param>
    /// <param name="schedule">What acts when; without onsets nothing acts, and the sites are known all the same.</param>
    /// <param name="settings">How the operators act.</param>
    /// <param name="batch">Samples in a training step; at least 1.</param>
    /// <exception cref="ArgumentException">The network has no layer with weights.</exception>
    /// <exception cref="EngineException">An override of the settings concerns no site of the network; the message names those there are.</exception>
    public static Compressor Attach(Module network, Schedule schedule, CompressionSettings settings, int batch)
    {
        OverrideCheck.Require(settings.Layers, [.. PlacesOf(network)]);
        return AttachUnchecked(network, schedule, settings, batch);
    }

    /// <summary>Every place of a network where operators could act.</summary>
    internal static IEnumerable<SitePlace> PlacesOf(Module network) => Placement.PlacesOf(network).SelectMany(layer => layer.All);

    /// <summary>As <see cref="Attach"/>, for one of several networks: an override may be for another of them.</summary>
    internal static Compressor AttachUnchecked(Module network, Schedule schedule, CompressionSettings settings, int batch)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        var layers = Placement.PlacesOf(network);
        if (layers.Count == 0)
        {
            throw new ArgumentException($"The network {network.GetName()} has no convolution or linear layer to compress.", nameof(network));
        }

        StepClock clock = new(network);
        GradientLedger ledger = new();
        SiteRules rules = new(schedule, settings);
        var sites = ImmutableArray.CreateBuilder<OperatorSite>();
        var hooks = ImmutableArray.CreateBuilder<LayerHooks>();
        var attached = ImmutableArray.CreateBuilder<AttachedLayer>();
        FeatureProbe probe = new(network, clock);
        foreach (var layer in layers)
        {
            WeightSwap swap = new(layer.Layer.Module, SiteKind.Weight);
            OperatorSite? Site(SitePlace? place, SiteRule? rule)
            {
                if (place is null || rule is null)
                {
                    return null;
                }

                SiteSettings site = new(
                    place.Name, place.Module, place.Kind, swap.ChannelAxis, batch, settings, swap.Dense.device, swap.Dense.dtype);
                sites.Add(new(site, rule, ledger));
                return sites[^1];
            }

            var weight = rules.Of(layer.Weight);
            LayerSites here = new(
                Site(layer.Input, rules.Of(layer.Input)),
                Site(layer.Weight, weight)!,
                Site(layer.Bias, rules.Of(layer.Bias, weight)),
                Site(layer.Features, rules.Of(layer.Features)));
            AttachedLayer one = new(layer.Layer, here);
            one.CountParameters();
            probe.Before(one);
            hooks.Add(new(layer.Layer, swap, here, clock));
            probe.After(one);
            attached.Add(one);
        }

        return new(clock, ledger, sites.ToImmutable(), hooks.ToImmutable(), (network, schedule, settings), probe, attached.ToImmutable());
    }

    /// <summary>Tells the step of the training forwards that follow.</summary>
    /// <param name="step">Counted from 0; greater than the one before.</param>
    /// <exception cref="InvalidOperationException">The backward pass of the step before failed inside an operator, or the network is frozen.</exception>
    public void BeginStep(long step)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(step, _clock.Step);
        if (_clock.Frozen)
        {
            throw new InvalidOperationException("The network is frozen: its masks and decimal bits are final. Train a copy that was saved before Freeze().");
        }

        Settle();
        _clock.Step = step;
    }

    /// <summary>The operators' state in canonical order, for a checkpoint or a hash: the step, then masks, decimal bits and windows by site.</summary>
    /// <remarks>The tensors are copies in the current dispose scope. A window is in it only while an event is still to look back on it.</remarks>
    /// <exception cref="InvalidOperationException">The backward pass of the last step failed inside an operator: nothing may build on it.</exception>
    public IEnumerable<NamedTensor> State()
    {
        Settle();
        return [new("step", tensor(_clock.Step)), .. _sites.SelectMany(s => s.State())];
    }

    /// <summary>Goes on where <see cref="State"/> was taken, exactly, also in the middle of a window.</summary>
    /// <exception cref="InvalidDataException">The state is not one of this network and schedule.</exception>
    public void LoadState(IReadOnlyDictionary<string, Tensor> state)
    {
        if (!state.TryGetValue("step", out var step))
        {
            throw new InvalidDataException("The operators' state holds no step.");
        }

        var names = _sites.Select(s => s.Name).ToHashSet(StringComparer.Ordinal);
        if (state.Keys.FirstOrDefault(k => k != "step" && !names.Contains(k[..Math.Max(0, k.LastIndexOf('/'))])) is { } stranger)
        {
            throw new InvalidDataException($"The operators' state holds {stranger}, and the network has no such site.");
        }

        using var scope = NewDisposeScope();
        _clock.Step = step.cpu().item<long>();
        foreach (var site in _sites)
        {
            site.Load(state, _clock.Step);
        }
    }

    /// <summary>
    /// Holds every site against the schedule after the step last begun, by the weights and features that the first batch evaluated after
    /// that step was computed with. Without such an evaluation the sites where operators act fail.
    /// </summary>
    public CompressionAudit Audit()
    {
        Settle();
        return new([.. _hooks.SelectMany(h => h.Audit())]);
    }

    /// <summary>Takes every hook off: the network is what its parameters are, dense unless they were frozen, and its features are left alone.</summary>
    public void Dispose()
    {
        _probe.Dispose();
        foreach (var hooks in _hooks)
        {
            hooks.Dispose();
        }

        foreach (var site in _sites)
        {
            site.Dispose();
        }

        _ledger.Dispose();
    }

    private void Settle()
    {
        foreach (var hooks in _hooks)
        {
            hooks.Restore();
        }

        _ledger.Settle();
    }
}
