using System.Collections.Immutable;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Grains.Interfaces.Workers;

namespace JointQP.Client.Watching;

/// <summary>Where a watcher reads from.</summary>
internal interface IStudySource : IAsyncDisposable
{
    /// <summary>The study and the workers now; a null pulse when there is no such study.</summary>
    Task<(StudyPulse? Pulse, ImmutableArray<WorkerView> Workers)> Read(CancellationToken cancellationToken);
}
