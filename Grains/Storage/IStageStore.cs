using System.Collections.Immutable;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Studies.Stages;

namespace JointQP.Grains.Storage;

/// <summary>The stages of all studies, one row each: what the design calls the store. Safe to call from many activations at once.</summary>
public interface IStageStore
{
    /// <summary>
    /// Stores a study's stages as planned. A stage that is stored already is left as it is, so repeating it changes nothing. Epochs begin
    /// above all those of a deleted study of this name, so that whatever its workers still send is of an older epoch.
    /// </summary>
    Task Add(string study, ImmutableArray<StageRecord> stages);

    /// <summary>All stored stages of a study, in no particular order; empty when there is no such study.</summary>
    Task<ImmutableArray<StageRecord>> Load(string study);

    /// <summary>Some stages of a study, those that are stored, in no particular order: an experiment is a small part of a large study.</summary>
    Task<ImmutableArray<StageRecord>> LoadSome(string study, ImmutableArray<string> ids);

    /// <summary>One stage, or null when it is not stored.</summary>
    Task<StageRecord?> Find(string study, string id);

    /// <summary>
    /// Stores all changes, with what is to be logged of them, or nothing. Returns false, with nothing changed, when a row no longer has the epoch and version of its
    /// <see cref="StageUpdate.Before"/>: then another activation was faster and the caller's picture is stale.
    /// </summary>
    /// <param name="study">The study.</param>
    /// <param name="updates">The changes.</param>
    /// <param name="log">What is to be logged of them.</param>
    /// <param name="trained">What they make findable for other studies (<see cref="FindTrained"/>); nothing when left out.</param>
    Task<bool> TryUpdate(string study, ImmutableArray<StageUpdate> updates, ImmutableArray<StudyLogEntry> log, ImmutableArray<TrainedStage> trained = default);

    /// <summary>A committed stage of a study other than <paramref name="study"/> that was trained to the same end, or null.</summary>
    /// <param name="study">Who asks.</param>
    /// <param name="key">What was trained.</param>
    /// <param name="fingerprint">The numeric fingerprint that it was trained on.</param>
    Task<FoundStage?> FindTrained(string study, string key, string fingerprint);

    /// <summary>
    /// Removes a study's stages and its log, and remembers how far its epochs and its log had come. Its metrics go before
    /// (<see cref="IMetricStore.Delete"/>). Repeating it changes nothing.
    /// </summary>
    Task Delete(string study);

    /// <summary>The studies that were deleted, each with the last epoch of which its workers may still say something.</summary>
    Task<ImmutableArray<(string Study, long Epoch)>> Retired();
}

/// <summary>A stage that was committed, by all that decides its result.</summary>
/// <param name="Stage">The stage's id.</param>
/// <param name="Key">What was trained.</param>
/// <param name="Fingerprint">The numeric fingerprint that it was trained on.</param>
public readonly record struct TrainedStage(string Stage, string Key, string Fingerprint);

/// <summary>A committed stage of some study.</summary>
public sealed record FoundStage(string Study, StageRecord Record);

/// <summary>A change of one stage.</summary>
/// <param name="Before">As the caller knows it: the row must still have its epoch and version.</param>
/// <param name="After">As it shall be; its version is greater.</param>
public readonly record struct StageUpdate(StageRecord Before, StageRecord After);
