using System.Collections.Immutable;
using JointQP.Grains.Interfaces.Scheduling;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Grains.Interfaces.Workers;
using JointQP.Studies.Scheduling;
using Microsoft.Extensions.Logging;

namespace JointQP.Grains.Scheduling;

/// <summary>Offers each asking worker to the running studies in turn. What it remembers only saves calls; studies decide.</summary>
internal sealed partial class SchedulerGrain(TimeProvider time, ILogger<SchedulerGrain> logger) : Grain, ISchedulerGrain
{
    private static readonly TimeSpan RefreshPeriod = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SoonPeriod = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan IdlePeriod = TimeSpan.FromSeconds(1);

    /// <summary>How long a study that has ended is not asked again.</summary>
    private static readonly TimeSpan EndedMemory = TimeSpan.FromMinutes(1);

    /// <summary>A slot that has not asked for so long, and holds nothing, is not listed any more.</summary>
    private static readonly TimeSpan SlotMemory = TimeSpan.FromHours(1);

    /// <summary>A slot that holds nothing and has not asked for so long is not counted on: idle ones ask every second.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);

    private readonly Dictionary<string, Slot> _slots = new(StringComparer.Ordinal);
    private readonly HashSet<string> _ended = new(StringComparer.Ordinal);
    private List<Offer> _offers = [];
    private long _revivals;
    private DateTimeOffset _forgot = DateTimeOffset.MinValue;
    private DateTimeOffset _refreshed = DateTimeOffset.MinValue;

    public async Task<WorkReply> Ask(WorkRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        await Refresh();
        var known = _slots.GetValueOrDefault(request.Slot);
        if (known?.Incarnation > request.Incarnation)
            return new WorkReply(null, TimeSpan.Zero, Superseded: true);
        // After a loss of this grain every slot is new to it: then a study hears once more what it may know.
        if (known is null || known.Incarnation < request.Incarnation)
            await Task.WhenAll(_offers.Select(offer => Study(offer.Demand.Name).EndOlderLeases(request.Slot, request.Incarnation)));
        var slot = known?.Incarnation == request.Incarnation ? known : new Slot(request.Incarnation, request.Fingerprint);
        _slots[request.Slot] = slot;
        slot.AskedAt = time.GetUtcNow();

        if (await FindGranted(request, slot) is { } granted)
            return new WorkReply(granted, TimeSpan.Zero);
        await LookAtHealth(request.Slot, slot);
        if (slot.Drained || (slot.SetAside && AnotherCan(slot)))
            return new WorkReply(null, IdlePeriod);
        return await Grant(request, slot) is { } lease
            ? new WorkReply(lease, TimeSpan.Zero)
            : new WorkReply(null, _offers.Exists(offer => offer.MaySoonBeReady) ? SoonPeriod : IdlePeriod);
    }

    public async Task<ImmutableArray<string>> Slots()
    {
        await Refresh();
        return [.. _slots.Keys.Concat(_offers.SelectMany(offer => offer.Demand.Holders)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    /// <summary>The lease that this very request was granted before: another study must not be asked first.</summary>
    private async Task<StageLease?> FindGranted(WorkRequest request, Slot slot)
    {
        if (slot.LastRequest == request.RequestId)
            return await Study(slot.LastStudy!).FindLease(request);
        if (!request.Repeated)
            return null;
        foreach (var offer in _offers)
        {
            if (await Study(offer.Demand.Name).FindLease(request) is { } lease)
                return lease;
        }

        return null;
    }

    /// <summary>Asks from time to time whether the slot is set aside; who cannot tell keeps nobody from working.</summary>
    private async Task LookAtHealth(string name, Slot slot)
    {
        var now = time.GetUtcNow();
        if (now - slot.LookedAt < RefreshPeriod)
            return;
        try
        {
            var health = await GrainFactory.GetGrain<IGpuWorkerGrain>(name).GetHealth();
            (slot.SetAside, slot.Drained) = (health.SetAsideAt is not null, health.DrainedAt is not null);
            slot.LookedAt = now;
        }
        catch (Exception e)
        {
            LogNoHealth(name, e);
        }
    }

    /// <summary>
    /// Whether a slot that is not set aside is at work, or was heard of lately, that may train the same trees: without one, a slot that is set aside
    /// is better than none.
    /// </summary>
    private bool AnotherCan(Slot slot)
    {
        var now = time.GetUtcNow();
        var atWork = _offers.SelectMany(offer => offer.Demand.Holders).ToHashSet(StringComparer.Ordinal);
        return _slots.Any(other => other.Value is { SetAside: false, Drained: false } sound && sound.Fingerprint == slot.Fingerprint
            && (atWork.Contains(other.Key) || now - sound.AskedAt < Silence));
    }

    private async Task<StageLease?> Grant(WorkRequest request, Slot slot)
    {
        foreach (var study in FairShare.Order(_offers.Where(offer => !offer.Demand.Paused).Select(offer => offer.Share)))
        {
            // Before the call: when its answer is lost, the repeat must go there first.
            (slot.LastRequest, slot.LastStudy) = (request.RequestId, study.Name);
            if (await Study(study.Name).Lease(request) is not { } lease)
                continue;
            _offers.First(offer => offer.Demand.Name == study.Name).Leases++;
            return lease;
        }

        return null;
    }

    private async Task Refresh()
    {
        var now = time.GetUtcNow();
        if (now - _refreshed < RefreshPeriod)
            return;
        var catalog = await GrainFactory.GetGrain<IStudyCatalogGrain>(IStudyCatalogGrain.Key).GetView();
        // A study that had ended may have been extended, or deleted and its name taken by one that runs. Who says so may die before it does.
        if (catalog.Revivals != _revivals || now - _forgot >= EndedMemory)
        {
            _ended.Clear();
            (_revivals, _forgot) = (catalog.Revivals, now);
        }

        var candidates = catalog.Names.Index().Where(study => !_ended.Contains(study.Item)).ToList();
        // This also wakes studies that no one has called since their silo was started.
        var demands = await Task.WhenAll(candidates.Select(study => Demand(study.Item)));
        _ended.UnionWith(demands.Where(demand => demand is { Ended: true }).Select(demand => demand!.Name));
        _offers =
        [
            .. candidates.Zip(demands).Where(pair => pair.Second is { Ended: false }).Select(pair => new Offer(pair.Second!, pair.First.Index)),
        ];
        foreach (var slot in _slots.Where(slot => now - slot.Value.AskedAt > SlotMemory).Select(slot => slot.Key).ToList())
            _slots.Remove(slot);
        _refreshed = now;
    }

    /// <summary>A study that cannot answer must not keep the others from being served.</summary>
    private async Task<StudyDemand?> Demand(string study)
    {
        try
        {
            return await Study(study).GetDemand();
        }
        catch (Exception e)
        {
            LogNoDemand(study, e);
            return null;
        }
    }

    private IStudyGrain Study(string name) => GrainFactory.GetGrain<IStudyGrain>(name);

    [LoggerMessage(LogLevel.Error, "Study {Study} does not answer and is left out until it does")]
    private partial void LogNoDemand(string study, Exception exception);

    [LoggerMessage(LogLevel.Warning, "Whether worker {Slot} is set aside cannot be told now; it is given work")]
    private partial void LogNoHealth(string slot, Exception exception);

    private sealed class Slot(long incarnation, string fingerprint)
    {
        public long Incarnation => incarnation;

        public string Fingerprint => fingerprint;

        public bool SetAside { get; set; }

        public bool Drained { get; set; }

        public DateTimeOffset LookedAt { get; set; } = DateTimeOffset.MinValue;

        public DateTimeOffset AskedAt { get; set; }

        public Guid? LastRequest { get; set; }

        public string? LastStudy { get; set; }
    }

    private sealed class Offer(StudyDemand demand, int launched)
    {
        public StudyDemand Demand => demand;

        public int Leases { get; set; } = demand.Holders.Length;

        public StudyShare Share => new(demand.Name, demand.Priority, Leases, launched);

        /// <summary>A leased stage's end frees those that wait for it.</summary>
        public bool MaySoonBeReady => demand is { Blocked: > 0, Paused: false } && Leases > 0;
    }
}
