using System.Collections.Immutable;
using JointQP.Studies.Stages;

namespace JointQP.Grains.Storage;

/// <summary>The stages of all studies, one row each: what the design calls the store. Safe to call from many activations at once.</summary>
public interface IStageStore
{
    /// <summary>Stores a study's stages as planned. A stage that is stored already is left as it is, so repeating it changes nothing.</summary>
    Task Add(string study, ImmutableArray<StageRecord> stages);

    /// <summary>All stored stages of a study, in no particular order; empty when there is no such study.</summary>
    Task<ImmutableArray<StageRecord>> Load(string study);

    /// <summary>One stage, or null when it is not stored.</summary>
    Task<StageRecord?> Find(string study, string id);

    /// <summary>
    /// Stores all changes or none. Returns false, with nothing changed, when a row no longer has the epoch and version of its
    /// <see cref="StageUpdate.Before"/>: then another activation was faster and the caller's picture is stale.
    /// </summary>
    Task<bool> TryUpdate(string study, ImmutableArray<StageUpdate> updates);
}

/// <summary>A change of one stage.</summary>
/// <param name="Before">As the caller knows it: the row must still have its epoch and version.</param>
/// <param name="After">As it shall be; its version is greater.</param>
public readonly record struct StageUpdate(StageRecord Before, StageRecord After);
