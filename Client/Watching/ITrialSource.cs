using JointQP.Grains.Interfaces.Trials;

namespace JointQP.Client.Watching;

/// <summary>Where a reader of a trial's metrics reads from.</summary>
internal interface ITrialSource
{
    /// <summary>The next metrics after the cursor.</summary>
    Task<MetricPage> Read(MetricCursor? after, CancellationToken cancellationToken);
}
