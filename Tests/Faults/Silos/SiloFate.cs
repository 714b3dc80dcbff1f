namespace JointQP.Tests.Faults.Silos;

/// <summary>Whether a silo lives. One in this process that is killed does not end its tasks, so nothing of them is let out any more.</summary>
internal sealed class SiloFate
{
    private readonly TaskCompletionSource _buried = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile TaskCompletionSource? _blind;
    private volatile bool _dead;

    /// <summary>Whether it was killed.</summary>
    public bool IsDead => _dead;

    /// <summary>Completes when the silo may read who belongs to the cluster.</summary>
    public Task Sees => _blind?.Task ?? Task.CompletedTask;

    public void Die()
    {
        _dead = true;
        See();
    }

    /// <summary>Who still waits in it may end.</summary>
    public void Bury() => _buried.TrySetResult();

    public void GoBlind() => _blind = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void See() => _blind?.TrySetResult();

    /// <summary>Passes while the silo lives.</summary>
    public async Task WhileDead()
    {
        if (!_dead)
            return;
        await _buried.Task;
        throw new TimeoutException("This silo was killed.");
    }
}
