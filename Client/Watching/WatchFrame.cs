using System.Collections.Immutable;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Grains.Interfaces.Workers;

namespace JointQP.Client.Watching;

/// <summary>What a watcher sees at one moment.</summary>
/// <param name="Now">When.</param>
/// <param name="Status">The study as last heard of.</param>
/// <param name="Workers">The workers as last heard of.</param>
/// <param name="StepsPerSecond">Null while it is not known.</param>
/// <param name="Left">Time left at that rate; null while it is not known.</param>
/// <param name="Waiting">The cluster does not answer: all else is what was heard before.</param>
internal sealed record WatchFrame(
    DateTimeOffset Now,
    StudyStatus Status,
    ImmutableArray<WorkerView> Workers,
    double? StepsPerSecond,
    TimeSpan? Left,
    bool Waiting)
{
    /// <summary>Whether nothing more will change.</summary>
    public bool IsLast => Status.Phase.HasEnded();
}
