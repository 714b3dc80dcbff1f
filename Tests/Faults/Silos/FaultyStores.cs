using System.Collections.Immutable;
using JointQP.Grains.Interfaces.Scheduling;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Grains.Interfaces.Trials;
using JointQP.Grains.Storage;
using JointQP.Studies.Stages;

namespace JointQP.Tests.Faults.Silos;

/// <summary>Lets a silo's writes and readings through as long as it lives, and as far as the weather allows.</summary>
internal sealed class StoreDoor(SiloFate fate, Func<Turmoil?> turmoil)
{
    public async Task<T> Write<T>(string what, Func<Task<T>> write, Action? forget = null)
    {
        await fate.WhileDead();
        var written = turmoil() is { } now ? await now.Write(what, write, forget) : await write();
        await fate.WhileDead();
        return written;
    }

    public Task Write(string what, Func<Task> write) => Write(what, async () =>
    {
        await write();
        return true;
    });

    public async Task<T> Read<T>(string what, Func<Task<T>> read)
    {
        await fate.WhileDead();
        return turmoil() is { } now ? await now.Read(what, read) : await read();
    }
}

/// <summary>The stage store behind such a door.</summary>
internal sealed class FaultyStageStore(IStageStore inner, StoreDoor door, Func<Turmoil?> turmoil) : IStageStore
{
    public Task Add(string study, ImmutableArray<StageRecord> stages) => door.Write("Add stages", () => inner.Add(study, stages));

    public Task<ImmutableArray<StageRecord>> Load(string study) => door.Read("Load", () => inner.Load(study));

    public Task<ImmutableArray<StageRecord>> LoadSome(string study, ImmutableArray<string> ids) => door.Read("LoadSome", () => inner.LoadSome(study, ids));

    public Task<StageRecord?> Find(string study, string id) => door.Read("Find", () => inner.Find(study, id));

    public async Task<bool> TryUpdate(
        string study, ImmutableArray<StageUpdate> updates, ImmutableArray<StudyLogEntry> log, ImmutableArray<TrainedStage> trained = default)
    {
        var stored = await door.Write("Update " + string.Join(", ", updates.Select(update => $"{update.After.Id} to {update.After.Status}")), () => inner.TryUpdate(study, updates, log, trained));
        if (!stored)
            turmoil()?.Count("stale writes refused");
        return stored;
    }

    public Task<FoundStage?> FindTrained(string study, string key, string fingerprint) => door.Read("FindTrained", () => inner.FindTrained(study, key, fingerprint));

    public Task Delete(string study) => door.Write("Delete stages", () => inner.Delete(study));

    public Task<ImmutableArray<(string Study, long Epoch)>> Retired() => inner.Retired();
}

/// <summary>The metric store behind such a door.</summary>
internal sealed class FaultyMetricStore(IMetricStore inner, IStageStore stages, StoreDoor door, Func<Turmoil?> turmoil) : IMetricStore
{
    public Task<bool> Append(LeaseToken token, ImmutableArray<MetricRow> rows) => door.Write("Append metrics", async () =>
    {
        // An epoch only grows: what is old before is old while it is stored.
        var before = (await stages.Find(token.Study, token.Stage))?.Epoch;
        var stored = await inner.Append(token, rows);
        if (stored && before > token.Epoch)
            turmoil()?.Attempts.Break($"metrics of stage {token.Stage} were stored under epoch {token.Epoch} when its epoch was {before}");
        if (!stored)
            turmoil()?.Count("metrics refused");
        return stored;
    });

    public Task<ImmutableArray<MetricRow>> Read(string study, string stage, long after, int limit) => door.Read("Read metrics", () => inner.Read(study, stage, after, limit));

    public Task<bool> Copy(string study, string stage, LeaseToken to) => door.Write("Copy metrics", () => inner.Copy(study, stage, to));

    public Task Delete(string study, string stage) => door.Write("Delete metrics", () => inner.Delete(study, stage));
}

/// <summary>The log behind such a door.</summary>
internal sealed class FaultyStudyLog(IStudyLog inner, StoreDoor door) : IStudyLog
{
    public Task Add(string study, StudyLogEntry entry) => door.Write("Add to log", () => inner.Add(study, entry));

    public Task<StudyLogPage> Read(string study, StudyLogQuery query) => door.Read("Read log", () => inner.Read(study, query));

    public Task<StudyLogKind?> LastOfStudy(string study) => door.Read("LastOfStudy", () => inner.LastOfStudy(study));
}
