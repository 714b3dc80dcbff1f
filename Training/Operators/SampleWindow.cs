using static TorchSharp.torch;

namespace JointQP.Training.Operators;

/// <summary>Copies of the last T samples of a feature map; of a batch that is larger than T its first T, as the authors' code has it.</summary>
internal sealed class SampleWindow(int capacity) : IDisposable
{
    private readonly List<Tensor> _batches = [];

    public bool IsEmpty => _batches.Count == 0;

    public void Add(Tensor x)
    {
        using var scope = NewDisposeScope();
        _batches.Add(x.detach().narrow(0, 0, Math.Min(x.shape[0], capacity)).clone().DetachFromDisposeScope());
        // Only whole batches that the last T samples no longer reach are dropped; Samples cuts the rest.
        while (_batches.Sum(b => b.shape[0]) - _batches[0].shape[0] >= capacity)
        {
            _batches[0].Dispose();
            _batches.RemoveAt(0);
        }
    }

    /// <summary>The last T samples, or all when there are fewer; the caller disposes.</summary>
    public Tensor Samples()
    {
        using var scope = NewDisposeScope();
        var all = cat([.. _batches]);
        var count = Math.Min(all.shape[0], capacity);
        return all.narrow(0, all.shape[0] - count, count).contiguous().MoveToOuterDisposeScope();
    }

    public void Clear()
    {
        _batches.ForEach(b => b.Dispose());
        _batches.Clear();
    }

    public void Dispose() => Clear();
}
