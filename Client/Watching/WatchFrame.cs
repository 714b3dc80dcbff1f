using System.Collections.Immutable;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Grains.Interfaces.Workers;

namespace JointQP.Client.Watching;

/// <summary>What a watcher sees at one moment.</summary>
/// <param name="Now">When.</param>
/// <param name="HeardAt">When the cluster answered last: the rest is from then.</param>
/// <param name="Pulse">The study.</param>
/// <param name="Workers">The workers.</param>
/// <param name="Pace">How fast it goes; null while it is not known.</param>
/// <param name="Left">How long it still takes; null while it is not known.</param>
/// <param name="Waiting">The cluster does not answer.</param>
internal sealed record WatchFrame(
    DateTimeOffset Now,
    DateTimeOffset HeardAt,
    StudyPulse Pulse,
    ImmutableArray<WorkerView> Workers,
    Pace? Pace,
    TimeLeft? Left,
    bool Waiting)
{
    /// <summary>An answer may take so long before people are told that none comes.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>How the study stands.</summary>
    public StudyStatus Status => Pulse.Status;

    /// <summary>Steps that are trained, those included that no checkpoint holds yet.</summary>
    public long StepsDone => LiveSteps.Done(Pulse, Workers);

    /// <summary>Whether nothing more will change.</summary>
    public bool IsLast => Status.Phase.HasEnded();

    /// <summary>For how long the cluster has been silent; null while it is not worth a word.</summary>
    public TimeSpan? Silence => Waiting || Now - HeardAt > Patience ? Now - HeardAt : null;
}
