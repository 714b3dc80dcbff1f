using JointQP.Grains.Interfaces.Studies;

namespace JointQP.Client.Watching;

/// <summary>Where a reader of a study's log reads from.</summary>
internal interface IStudyLogSource : IAsyncDisposable
{
    /// <summary>A part of the log; null when there is no such study.</summary>
    Task<StudyLogReply?> Read(StudyLogQuery query, CancellationToken cancellationToken);
}
