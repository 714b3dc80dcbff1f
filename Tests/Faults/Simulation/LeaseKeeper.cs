namespace JointQP.Tests.Faults.Simulation;

/// <summary>What <c>LeaseKeeper</c> does: renews three times in a lease's length, and knows by its own clock when the lease is over.</summary>
/// <param name="process">The worker.</param>
/// <param name="lease">The lease.</param>
/// <param name="askedAt">By the worker's clock, from before it was asked for.</param>
/// <param name="renew">Asks the study once.</param>
internal sealed class LeaseKeeper(SimulatedProcess process, GrantedLease lease, long askedAt, Func<Signal, Task<Reply<Said>>> renew)
{
    private readonly Signal _stop = new();

    /// <summary>Set when the lease is lost.</summary>
    public Signal Lost { get; } = new();

    /// <summary>Set when the study asks for the stage.</summary>
    public Signal Wanted { get; } = new();

    /// <summary>When the lease is over unless it is renewed, by the worker's clock.</summary>
    public long Deadline { get; private set; } = askedAt + lease.Duration;

    public void Begin()
    {
        process.Start(Watch);
        process.Start(Renew);
    }

    public void Stop() => _stop.Set();

    private async Task Watch()
    {
        while (!_stop.IsSet && !Lost.IsSet)
        {
            if (Deadline <= process.Local)
                Lost.Set();
            else
                await process.Delay(Deadline - process.Local, _stop);
        }
    }

    private async Task Renew()
    {
        var either = Signal.Either(_stop, Lost);
        while (await process.Delay(lease.Duration / 3, either))
        {
            var sentAt = process.Local;
            var reply = await renew(either);
            if (!reply.Answered)
                continue;
            if (reply.Value == Said.Fenced)
                Lost.Set();
            else
                Deadline = sentAt + lease.Duration;
            if (reply.Value == Said.GiveBack)
                Wanted.Set();
        }
    }
}
