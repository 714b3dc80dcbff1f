namespace JointQP.Tests.Faults.Simulation;

/// <summary>One process of a worker's slot, and what <c>WorkerAgent</c> does in it: asks for a stage, runs it, asks again.</summary>
internal sealed class SimulatedWorker(SimulatedCluster cluster, string slot, long incarnation, string fingerprint, double pace, long stepTime)
{
    public const long CallTimeout = 5000;
    private const int MostKept = 4;

    private readonly LinkedList<(string Hash, Content Content)> _kept = [];
    private long _cutUntil;

    public SimulatedProcess Process { get; } = new(cluster.Time, cluster.Dice, pace);

    public string Slot => slot;

    public long Incarnation => incarnation;

    public long StepTime => stepTime;

    /// <summary>Set when it is asked to stop.</summary>
    public Signal Stopping { get; } = new();

    /// <summary>Set when it has ended by itself.</summary>
    public Signal Exited { get; } = new();

    public bool IsCut() => cluster.Time.Now < _cutUntil;

    public void Cut(long milliseconds) => _cutUntil = cluster.Time.Now + milliseconds;

    /// <summary>A checkpoint at hand, read or written by this very process.</summary>
    public Content? Kept(string hash)
    {
        foreach (var kept in _kept)
            if (kept.Hash == hash)
                return kept.Content;
        return null;
    }

    public void Keep(string hash, Content content)
    {
        _kept.AddFirst((hash, content));
        if (_kept.Count > MostKept)
            _kept.RemoveLast();
    }

    public async Task Live()
    {
        var free = cluster.Time.Now;
        while (!Stopping.IsSet)
        {
            var (reply, askedAt) = await Ask();
            if (!reply.Answered)
                continue;
            if (reply.Value!.Superseded)
            {
                cluster.Tally.Count("workers superseded");
                break;
            }

            if (reply.Value.Lease is { } lease)
            {
                cluster.Started(cluster.Time.Now - free);
                await new Attempt(cluster, this, lease, askedAt).Run();
                free = cluster.Time.Now;
            }
            else
            {
                await Process.Delay(reply.Value.AskAgainAfter, Stopping);
            }
        }

        Exited.Set();
        Process.Kill();
    }

    /// <summary>Calls until an answer arrives, or nobody waits for it any more.</summary>
    public async Task<Reply<T>> Repeat<T>(Func<Task<Reply<T>>> call, Signal until)
    {
        for (long wait = 100; ; wait = Math.Min(2000, 2 * wait))
        {
            if (until.IsSet)
                return new(CallOutcome.GivenUp, default, 0);
            var reply = await call();
            if (reply.Outcome != CallOutcome.Failed)
                return reply;
            await Process.Delay(cluster.Dice.Between(wait / 2, wait), until);
        }
    }

    private async Task<(Reply<Work> Reply, long AskedAt)> Ask()
    {
        Ask ask = new(slot, incarnation, cluster.NewGuid(), false, fingerprint, [.. _kept.Select(kept => kept.Hash)]);
        var askedAt = 0L;
        var reply = await Repeat(
            () =>
            {
                askedAt = Process.Local;
                var asked = ask;
                ask = ask with { Repeated = true };
                return cluster.Network.Call(Process, IsCut, cluster.Scheduler, scheduler => scheduler.Ask(asked), CallTimeout, Stopping);
            },
            Stopping);
        return (reply, askedAt);
    }
}
