using System.Collections.Concurrent;

namespace JointQP.Worker.Agent;

/// <summary>The one thread of the process that touches libtorch: random state, thread count and dispose scopes are bound to it.</summary>
internal sealed class TrainingThread : IDisposable
{
    private readonly BlockingCollection<Action> _work = new(boundedCapacity: 1);

    /// <summary>Starts the thread. It is a background thread, so a hanging native call does not keep the process alive.</summary>
    public TrainingThread()
    {
        new Thread(() =>
        {
            foreach (var action in _work.GetConsumingEnumerable())
                action();
        })
        { IsBackground = true, Name = "training" }.Start();
    }

    /// <summary>Runs <paramref name="work"/> on the thread.</summary>
    public Task<T> Run<T>(Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Add(() =>
        {
            try
            {
                done.SetResult(work());
            }
            catch (OperationCanceledException e)
            {
                done.SetCanceled(e.CancellationToken);
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        });
        return done.Task;
    }

    /// <inheritdoc/>
    public void Dispose() => _work.CompleteAdding();
}
