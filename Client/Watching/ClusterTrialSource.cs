using JointQP.Grains.Interfaces.Trials;

namespace JointQP.Client.Watching;

/// <summary>Reads a trial's metrics from the cluster, through losses of it.</summary>
internal sealed class ClusterTrialSource(ClusterLink link, string study, string experiment, int index) : ITrialSource
{
    public Task<MetricPage> Read(MetricCursor? after, CancellationToken cancellationToken) =>
        link.Ask(connection => connection.Trial(study, experiment, index).Read(after), cancellationToken);
}
