using System.Collections.Immutable;
using JointQP.Studies.Files;

namespace JointQP.Grains.Interfaces.Studies;

/// <summary>Which studies exist. One for a cluster, key <see cref="Key"/>.</summary>
[Alias("JointQP.IStudyCatalogGrain")]
public interface IStudyCatalogGrain : IGrainWithStringKey
{
    /// <summary>The key of the only catalogue.</summary>
    const string Key = "catalog";

    /// <summary>
    /// Records the name, then plans and stores the study. Launching the same name with the same spec again changes nothing and
    /// answers <see cref="LaunchOutcome.AlreadyLaunched"/>.
    /// </summary>
    [Alias("Launch")]
    Task<LaunchReply> Launch(StudyLaunch launch);

    /// <summary>
    /// Adds to a study what a spec has more of: seeds, schedules, experiments. What is there stays; a study that was completed goes on. Repeating
    /// it changes nothing.
    /// </summary>
    /// <param name="extension">The study's name, and the spec, which may hold what is there already or leave it out.</param>
    [Alias("Extend")]
    Task<ExtendReply> Extend(StudyLaunch extension);

    /// <summary>
    /// Tries again what was set aside of a study (<see cref="IStudyGrain.Retry"/>); a study that was completed goes on. While those are tried,
    /// repeating it changes nothing.
    /// </summary>
    /// <param name="name">The study.</param>
    [Alias("Retry")]
    Task<RetryReply> Retry(string name);

    /// <summary>The names of all studies in the order of their launch; one that is being deleted is among them until nothing of it is left.</summary>
    [Alias("Names")]
    Task<ImmutableArray<string>> Names();

    /// <summary>The names, and how often a study that had ended came to be another since.</summary>
    [Alias("GetView")]
    Task<CatalogView> GetView();

    /// <summary>
    /// Begins to delete a study, or tells how far that is. It is done once no worker can hold a lease any more; then its name is free.
    /// Once begun it goes on by itself, whatever becomes of who asked.
    /// </summary>
    /// <param name="name">The study.</param>
    /// <param name="force">Whether a study that runs or is paused is cancelled for it; else it is refused.</param>
    [Alias("Delete")]
    Task<DeleteReply> Delete(string name, bool force);
}

/// <summary>A study to launch.</summary>
/// <param name="Name">1 to 64 of a-z, 0-9, '-', '_' and '.', not starting with a dot: it names a folder.</param>
/// <param name="SpecText">The spec as YAML, as the user wrote it.</param>
[GenerateSerializer, Immutable, Alias("JointQP.StudyLaunch")]
public sealed record StudyLaunch([property: Id(0)] string Name, [property: Id(1)] string SpecText)
{
    /// <summary>The contents of the files that the spec names; their copies lie in the data directory already.</summary>
    [Id(2)] public ImmutableArray<FileContent> Files { get; init; } = [];
}

/// <summary>What became of a launch.</summary>
public enum LaunchOutcome
{
    /// <summary>The study is stored and its stages may be leased.</summary>
    Launched,

    /// <summary>A study of this name and with this spec is there already.</summary>
    AlreadyLaunched,

    /// <summary>A study of this name with another spec is there; nothing was changed.</summary>
    NameTaken,

    /// <summary>The spec has errors; nothing was changed.</summary>
    Invalid,
}

/// <summary>The answer to a launch.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Problems">For <see cref="LaunchOutcome.Invalid"/> and <see cref="LaunchOutcome.NameTaken"/>: what is wrong and the mend.</param>
/// <param name="Status">The study as it stands now; null when it does not exist.</param>
[GenerateSerializer, Immutable, Alias("JointQP.LaunchReply")]
public sealed record LaunchReply(
    [property: Id(0)] LaunchOutcome Outcome,
    [property: Id(1)] ImmutableArray<string> Problems,
    [property: Id(2)] StudyStatus? Status);

/// <summary>What became of an extension.</summary>
public enum ExtendOutcome
{
    /// <summary>There is more to train.</summary>
    Extended,

    /// <summary>All of it is planned already; nothing was changed.</summary>
    NothingNew,

    /// <summary>The spec has errors or contradicts what is there, or the study was cancelled; nothing was changed.</summary>
    Invalid,

    /// <summary>There is no such study.</summary>
    Unknown,
}

/// <summary>The answer to an extension.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Problems">For <see cref="ExtendOutcome.Invalid"/>: what is wrong and the mend.</param>
/// <param name="Trials">Trials that were added.</param>
/// <param name="Stages">Stages that were added.</param>
/// <param name="Steps">Training steps that were added.</param>
/// <param name="Alone">Training steps that the added trials would be without what they share with each other and with those there.</param>
[GenerateSerializer, Immutable, Alias("JointQP.ExtendReply")]
public sealed record ExtendReply(
    [property: Id(0)] ExtendOutcome Outcome,
    [property: Id(1)] ImmutableArray<string> Problems,
    [property: Id(2)] int Trials = 0,
    [property: Id(3)] int Stages = 0,
    [property: Id(4)] long Steps = 0,
    [property: Id(5)] long Alone = 0);
