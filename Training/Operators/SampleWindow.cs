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

    /// <summary>
    /// The last T samples, or all when there are fewer, oldest first: one tensor for each run of samples of one size, and so one alone for maps
    /// that keep their size; none when empty. The caller disposes.
    /// </summary>
    public IReadOnlyList<Tensor> Runs()
    {
        using var scope = NewDisposeScope();
        var skip = Math.Max(0, _batches.Sum(b => b.shape[0]) - capacity);
        List<Tensor> runs = [];
        for (var at = 0; at < _batches.Count;)
        {
            var end = at + 1;
            while (end < _batches.Count && SameSize(_batches[at], _batches[end]))
            {
                end++;
            }

            var run = cat([.. _batches[at..end]]);
            var left = Math.Min(skip, run.shape[0]);
            if (left < run.shape[0])
            {
                runs.Add(run.narrow(0, left, run.shape[0] - left).contiguous().MoveToOuterDisposeScope());
            }

            (skip, at) = (skip - left, end);
        }

        return runs;
    }

    public void Clear()
    {
        _batches.ForEach(b => b.Dispose());
        _batches.Clear();
    }

    public void Dispose() => Clear();

    private static bool SameSize(Tensor one, Tensor other) => one.shape.AsSpan(1).SequenceEqual(other.shape.AsSpan(1));
}
