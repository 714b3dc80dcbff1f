using System.Collections.Immutable;
using JointQP.Studies.Analysis.Layers;
using JointQP.Studies.Words;
using JointQP.Training.Compression;
using JointQP.Training.Export;
using JointQP.Training.Tasks;
using static TorchSharp.torch;

namespace JointQP.Training.Stages;

/// <summary>The operators of a trial's schedule on every network of its task that is compressed, with names that tell the networks apart.</summary>
internal sealed class TrialOperators : IDisposable
{
    private readonly ImmutableArray<(string Name, Compressor Compressor)> _networks;

    /// <summary>Attaches the operators.</summary>
    /// <exception cref="EngineException">An override of the spec concerns no site of any network.</exception>
    public TrialOperators(ITaskSession session, TrialSpec spec)
    {
        var compressed = session.Networks.Where(network => network.Compressed).ToList();
        OverrideCheck.Require(spec.Compression.Layers, [.. compressed.SelectMany(network => Compressor.PlacesOf(network.Module))]);
        _networks =
        [
            .. compressed.Select(network =>
                (network.Name, Compressor.AttachUnchecked(network.Module, spec.Schedule, spec.Compression, spec.Training.Batch))),
        ];
    }

    /// <summary>Tells the step of the training forwards that follow.</summary>
    public void BeginStep(long step)
    {
        foreach (var (_, compressor) in _networks)
            compressor.BeginStep(step);
    }

    /// <summary>What was measured where operators settled since this was asked last, as metrics; of several networks each site with its network's name.</summary>
    public IEnumerable<(string Name, double Value)> TakeMeasurements() =>
        from network in _networks
        from measurement in network.Compressor.TakeMeasurements()
        let site = _networks.Length == 1 ? measurement.Site : $"{network.Name}/{measurement.Site}"
        from value in measurement.Values
        select (LayerMeasure.MetricOf(site, value.Name), value.Value);

    /// <summary>What all operators know, as <c>NETWORK/SITE/...</c>.</summary>
    public IEnumerable<(string Name, Tensor Value)> State() =>
        _networks.SelectMany(network => network.Compressor.State().Select(state => ($"{network.Name}/{state.Name}", state.Value)));

    /// <summary>Goes on where <see cref="State"/> was taken.</summary>
    /// <exception cref="InvalidDataException">The state is that of other networks or another schedule.</exception>
    public void LoadState(Dictionary<string, Tensor> state)
    {
        foreach (var (name, compressor) in _networks)
            compressor.LoadState(state.Where(pair => pair.Key.StartsWith(name + "/", StringComparison.Ordinal))
                .ToDictionary(pair => pair.Key[(name.Length + 1)..], pair => pair.Value, StringComparer.Ordinal));
    }

    /// <summary>Where the networks are not what the schedule says: a sentence each; after an evaluation.</summary>
    public ImmutableArray<string> Mismatches() => [.. _networks.SelectMany(network => network.Compressor.Audit().Mismatches)];

    /// <summary>What all compressed networks store together.</summary>
    public Footprint Footprint() => _networks.Select(network => network.Compressor.Footprint()).Aggregate(
        Compression.Footprint.None, Compression.Footprint.Add);

    /// <summary>All compressed networks as they are to be exported; the tensors belong to the current dispose scope.</summary>
    public IReadOnlyList<ExportedNetwork> Exported() => [.. _networks.Select(network => network.Compressor.Exported(network.Name))];

    public void Dispose()
    {
        foreach (var (_, compressor) in _networks)
            compressor.Dispose();
    }
}
