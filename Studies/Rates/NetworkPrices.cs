using System.Collections.Immutable;

namespace JointQP.Studies.Rates;

/// <summary>What a figure that was not measured is taken from.</summary>
/// <param name="Network">The network.</param>
/// <param name="What">What was not measured, such as the kind of step <c>P(f)</c>.</param>
/// <param name="From">What it is taken from.</param>
public sealed record AssumedRate(string Network, string What, string From);

/// <summary>What the parts of one network's training cost, by its rates or those nearest to them.</summary>
internal sealed class NetworkPrices
{
    private readonly RateKey _key;
    private readonly NetworkRates _rates;
    private readonly Action<AssumedRate> _assume;
    private readonly Dictionary<string, TimeRange> _steps = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Kind, int Samples), TimeRange> _evaluations = [];
    private readonly Dictionary<string, long?> _checkpoints = new(StringComparer.Ordinal);

    private NetworkPrices(RateKey key, NetworkRates rates, Action<AssumedRate> assume)
    {
        (_key, _rates, _assume) = (key, rates, assume);
        Overhead = rates.Overheads.IsEmpty ? default : MedianOf([.. rates.Overheads.Order()]);
        if (rates.Key != key)
            assume(new(key.Network, $"{key.Dataset} with batch {key.Batch}", $"{rates.Key.Dataset} with batch {rates.Key.Batch}"));
    }

    /// <summary>What a stage takes besides steps and evaluations.</summary>
    public TimeRange Overhead { get; }

    /// <summary>Prices by the rates of this very key; else by those of its network with another batch or data set; null where it was never measured.</summary>
    public static NetworkPrices? Find(RateBook book, RateKey key, Action<AssumedRate> assume)
    {
        var nearest = book.Networks
            .Where(rates => rates.Key.Device == key.Device && rates.Key.Task == key.Task && rates.Key.Network == key.Network && rates.Key.Plugin == key.Plugin)
            .Where(rates => !rates.Steps.IsEmpty)
            .OrderBy(rates => rates.Key.Dataset == key.Dataset ? 0 : 1)
            .ThenBy(rates => Apart(rates.Key.Batch, key.Batch))
            .FirstOrDefault();
        return nearest is null ? null : new NetworkPrices(key, nearest, assume);
    }

    /// <summary>One step of a kind.</summary>
    public TimeRange Step(string kind)
    {
        if (_steps.TryGetValue(kind, out var known))
            return known;
        var nearest = _rates.Steps.OrderBy(step => StepKinds.Distance(step.Kind, kind)).ThenByDescending(step => step.Rate.Mean).First();
        // Steps of another batch take about as much longer as it is larger.
        var price = TimeRange.Of(nearest.Rate) * ((double)_key.Batch / _rates.Key.Batch);
        if (nearest.Kind != kind)
            _assume(new(_key.Network, kind, nearest.Kind));
        return _steps[kind] = nearest.Kind == kind && _key == _rates.Key ? price : price.Assumed();
    }

    /// <summary>One evaluation of a split.</summary>
    public TimeRange Evaluation(string kind, int samples)
    {
        if (_evaluations.TryGetValue((kind, samples), out var known))
            return known;
        var nearest = _rates.Evaluations
            .OrderBy(evaluation => StepKinds.Distance(evaluation.Kind, kind))
            .ThenBy(evaluation => Apart(evaluation.Samples, samples))
            .FirstOrDefault();
        if (nearest is not null && nearest.Kind == kind && nearest.Samples == samples)
            return _evaluations[(kind, samples)] = TimeRange.Of(nearest.Rate);
        _assume(new(
            _key.Network,
            FormattableString.Invariant($"evaluating {samples} samples, {kind}"),
            nearest is null ? "a third of its training steps" : FormattableString.Invariant($"{nearest.Samples} samples, {nearest.Kind}")));
        // Of a training step the forward is about a third.
        return _evaluations[(kind, samples)] = nearest is null
            ? (Step(kind) * (samples / 3.0 / _key.Batch)).Assumed()
            : (TimeRange.Of(nearest.Rate) * ((double)samples / nearest.Samples)).Assumed();
    }

    /// <summary>The size of a checkpoint; null where none was seen.</summary>
    public long? Checkpoint(string kind)
    {
        if (_checkpoints.TryGetValue(kind, out var bytes))
            return bytes;
        return _checkpoints[kind] = _rates.Checkpoints
            .OrderBy(size => StepKinds.Distance(size.Kind, kind)).ThenByDescending(size => size.Bytes)
            .Select(size => (long?)size.Bytes).FirstOrDefault();
    }

    private static double Apart(int one, int other) => Math.Abs(Math.Log((double)one / other));

    private static TimeRange MedianOf(ImmutableArray<double> ascending) =>
        new(ascending[ascending.Length / 2], ascending[ascending.Length / 4], ascending[ascending.Length * 3 / 4]);
}
