using JointQP.Studies.Scheduling;

namespace JointQP.Tests.Faults.Simulation;

/// <summary>What <c>SchedulerGrain</c> does. All that it knows is gone with its silo.</summary>
internal sealed class SchedulerActivation(SimulatedCluster cluster, SimulatedProcess silo) : Activation(silo)
{
    private const long RefreshPeriod = 1000;
    private const long SoonPeriod = 250;
    private const long IdlePeriod = 1000;
    private const long EndedMemory = 60_000;

    private readonly Dictionary<string, Slot> _slots = new(StringComparer.Ordinal);
    private readonly HashSet<string> _ended = new(StringComparer.Ordinal);
    private List<Offer> _offers = [];
    private long _forgot = long.MinValue / 2;
    private long _refreshed = long.MinValue / 2;

    public async Task<Work> Ask(Ask ask)
    {
        await Refresh();
        var known = _slots.GetValueOrDefault(ask.Slot);
        if (known?.Incarnation > ask.Incarnation)
            return new Work(null, 0, Superseded: true);
        if (known is null || known.Incarnation < ask.Incarnation)
            foreach (var offer in _offers)
                await Study(offer.Demand.Study, study => study.EndOlderLeases(ask.Slot, ask.Incarnation));
        var slot = known?.Incarnation == ask.Incarnation ? known : new Slot(ask.Incarnation);
        _slots[ask.Slot] = slot;

        if (await FindGranted(ask, slot) is { } granted)
            return new Work(granted, 0);
        return await Grant(ask, slot) is { } lease
            ? new Work(lease, 0)
            : new Work(null, _offers.Exists(offer => offer.MaySoonBeReady) ? SoonPeriod : IdlePeriod);
    }

    protected override Task Activate() => Task.CompletedTask;

    private async Task<GrantedLease?> FindGranted(Ask ask, Slot slot)
    {
        if (slot.LastRequest == ask.Request)
            return await Study(slot.LastStudy!, study => study.FindLease(ask));
        if (!ask.Repeated)
            return null;
        foreach (var offer in _offers)
        {
            if (await Study(offer.Demand.Study, study => study.FindLease(ask)) is { } lease)
                return lease;
        }

        return null;
    }

    private async Task<GrantedLease?> Grant(Ask ask, Slot slot)
    {
        foreach (var share in FairShare.Order(_offers.Where(offer => !offer.Demand.Paused).Select(offer => offer.Share)))
        {
            (slot.LastRequest, slot.LastStudy) = (ask.Request, share.Name);
            if (await Study(share.Name, study => study.Lease(ask)) is not { } lease)
                continue;
            _offers.First(offer => offer.Demand.Study == share.Name).Leases++;
            return lease;
        }

        return null;
    }

    private async Task Refresh()
    {
        var now = Silo.Time.Now;
        if (now - _refreshed < RefreshPeriod)
            return;
        if (now - _forgot >= EndedMemory)
        {
            _ended.Clear();
            _forgot = now;
        }

        List<Offer> offers = [];
        foreach (var (position, name) in cluster.Launched.ToList().Index())
        {
            if (_ended.Contains(name))
                continue;
            try
            {
                var demand = await Study(name, study => study.GetDemand());
                if (demand.Ended)
                    _ended.Add(name);
                else
                    offers.Add(new Offer(demand, position));
            }
            catch (CallFailedException)
            {
                // A study that cannot answer must not keep the others from being served.
            }
        }

        (_offers, _refreshed) = (offers, now);
    }

    private async Task<T> Study<T>(string name, Func<StudyActivation, Task<T>> call)
    {
        var reply = await cluster.Network.Call(Silo, null, () => cluster.Study(name), call, cluster.GrainTimeout);
        return reply.Answered ? reply.Value! : throw new CallFailedException("no answer");
    }

    private sealed class Slot(long incarnation)
    {
        public long Incarnation => incarnation;

        public Guid? LastRequest { get; set; }

        public string? LastStudy { get; set; }
    }

    private sealed class Offer(Demand demand, int launched)
    {
        public Demand Demand => demand;

        public int Leases { get; set; } = demand.Holders.Length;

        public StudyShare Share => new(demand.Study, demand.Priority, Leases, launched);

        public bool MaySoonBeReady => demand is { Blocked: > 0, Paused: false } && Leases > 0;
    }
}
