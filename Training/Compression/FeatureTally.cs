using JointQP.Training.Operators;
using static TorchSharp.torch;

namespace JointQP.Training.Compression;

/// <summary>The feature maps that one site gave in the last forward that reached it.</summary>
internal sealed class FeatureTally
{
    private readonly List<FeatureMap> _maps = [];
    private long _forward = -1;
    private long _samples;
    private double _errors;
    private double _values;
    private Tensor? _before;

    /// <summary>Elements of one sample: those of all calls of a forward together.</summary>
    public double Elements => PerSample(map => map.Elements);

    /// <summary>Elements of one sample that a mask keeps.</summary>
    /// <param name="mask">The mask in force, or null.</param>
    public double Kept(Tensor? mask) => PerSample(map => map.Elements - (mask is null ? 0 : map.Pruned(mask)));

    /// <summary>||Q(P(x)) - x|| / ||x|| over what was compared; null for nothing.</summary>
    public double? Error { get; private set; }

    /// <summary>Counts a map, shaped [samples, ...].</summary>
    /// <param name="y">What the site gave.</param>
    /// <param name="forward">The forward it belongs to; 0 when none is known to have begun.</param>
    /// <param name="samples">Samples of the forward; 0 for those of the map itself.</param>
    public void Count(Tensor y, long forward, long samples)
    {
        if (forward != _forward || forward == 0)
            _maps.Clear();
        (_forward, _samples) = (forward, samples);
        _maps.Add(new(y.shape));
    }

    /// <summary>Keeps the map as it is before the operators.</summary>
    public void Keep(Tensor x)
    {
        Release();
        _before = x.detach().clone().DetachFromDisposeScope();
    }

    /// <summary>Adds the difference between the map that was kept and what became of it.</summary>
    public void Compare(Tensor y)
    {
        if (_before is null)
            return;
        using var scope = NewDisposeScope();
        using var off = no_grad();
        _errors += Deviation.Squares(y - _before);
        _values += Deviation.Squares(_before);
        Error = Deviation.Relative(_errors, _values);
        Release();
    }

    public void ForgetErrors() => (_errors, _values, Error) = (0, 0, null);

    public void Release()
    {
        _before?.Dispose();
        _before = null;
    }

    private double PerSample(Func<FeatureMap, long> count) =>
        _samples > 0 ? (double)_maps.Sum(count) / _samples : _maps.Sum(map => (double)count(map) / map.Samples);
}

/// <summary>The shape of one feature map, samples first.</summary>
internal sealed record FeatureMap(long[] Shape)
{
    public long Elements => Shape.Aggregate(1L, (product, size) => product * size);

    public long Samples => Math.Max(1, Shape is [var first, ..] ? first : 1);

    /// <summary>How many elements a mask prunes: spread over a channel where it has one value for it, tiled over a map that is larger than it.</summary>
    public long Pruned(Tensor mask)
    {
        using var scope = NewDisposeScope();
        return Samples * (Elements / Samples - MaskTiling.Fit(mask, Shape.AsSpan(1)).expand(Shape[1..]).count_nonzero().item<long>());
    }
}
