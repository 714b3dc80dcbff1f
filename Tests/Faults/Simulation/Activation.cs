namespace JointQP.Tests.Faults.Simulation;

/// <summary>A grain at work on a silo: one turn after another, and gone when it says so or its silo dies.</summary>
internal abstract class Activation(SimulatedProcess silo)
{
    private readonly Queue<(Func<Task> Turn, Action Fail)> _turns = [];
    private bool _begun;
    private bool _busy;

    public SimulatedProcess Silo => silo;

    /// <summary>Whether the cluster has placed the grain elsewhere, so that this one only does not know yet that it is over.</summary>
    public bool Stale { get; set; }

    public bool Ended { get; private set; }

    public void Enqueue(Func<Task> turn, Action fail)
    {
        if (Ended)
        {
            fail();
            return;
        }

        _turns.Enqueue((turn, fail));
        if (_busy)
            return;
        _busy = true;
        silo.Time.Soon(silo, () => silo.Start(Work));
    }

    /// <summary>Goes when the turn is over; the next call finds a new one.</summary>
    public void Deactivate() => Ended = true;

    /// <summary>What is done before the first turn.</summary>
    protected abstract Task Activate();

    private async Task Work()
    {
        if (!_begun)
        {
            _begun = true;
            await Try(Activate, Deactivate);
        }

        while (_turns.TryDequeue(out var next))
        {
            if (Ended)
                next.Fail();
            else
                await Try(next.Turn, next.Fail);
        }

        _busy = false;
    }

    private static async Task Try(Func<Task> turn, Action fail)
    {
        try
        {
            await turn();
        }
        catch (CallFailedException)
        {
            fail();
        }
    }
}
