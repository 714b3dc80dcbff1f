using JointQP.Grains.Interfaces.Studies;

namespace JointQP.Grains.Storage;

/// <summary>
/// What happened to studies. Of each study the newest <see cref="Kept"/> entries are kept, and all entries of the study as a whole. What
/// happens to stages is stored by <see cref="IStageStore.TryUpdate"/>, together with the change.
/// </summary>
public interface IStudyLog
{
    /// <summary>Entries that are kept of a study's stages: some 6 MB.</summary>
    const int Kept = 20_000;

    /// <summary>Stores an entry at the end of the study's log.</summary>
    Task Add(string study, StudyLogEntry entry);

    /// <summary>Entries by sequence.</summary>
    Task<StudyLogPage> Read(string study, StudyLogQuery query);

    /// <summary>The last entry that tells of the study as a whole; null when there is none.</summary>
    Task<StudyLogKind?> LastOfStudy(string study);
}
