using System.Collections.Concurrent;
using static TorchSharp.torch;

namespace JointQP.Training.Operators;

/// <summary>
/// What backward leaves behind for the training thread: the managed halves of gradients, to be freed when libtorch has taken them,
/// and a failure, since an exception that leaves backward ends the process.
/// </summary>
internal sealed class GradientLedger : IDisposable
{
    private readonly ConcurrentQueue<Tensor> _handed = new();
    private volatile Exception? _fault;

    public void Hand(Tensor gradient) => _handed.Enqueue(gradient);

    public void Fail(Exception fault) => _fault ??= fault;

    /// <summary>Called between two steps.</summary>
    /// <exception cref="InvalidOperationException">Backward failed in the step before; its gradients are not to be used.</exception>
    public void Settle()
    {
        Dispose();
        if (_fault is { } fault)
        {
            _fault = null;
            throw new InvalidOperationException($"The gradient of an operator could not be computed: {fault.Message}", fault);
        }
    }

    /// <summary>Frees what was handed over; more may be handed over afterwards.</summary>
    public void Dispose()
    {
        while (_handed.TryDequeue(out var gradient))
        {
            gradient.Dispose();
        }
    }
}
