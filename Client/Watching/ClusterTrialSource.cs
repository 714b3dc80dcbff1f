using JointQP.Client.Hosting;
using JointQP.Grains.Interfaces.Trials;

namespace JointQP.Client.Watching;

/// <summary>Reads a trial's metrics from the cluster, through losses of it.</summary>
internal sealed class ClusterTrialSource(string study, string experiment, int index, TimeProvider time, Func<CancellationToken, Task<ClusterConnection>> connect) : ITrialSource
{
    private readonly ClusterLink _link = new(time, connect);

    public Task<MetricPage> Read(MetricCursor? after, CancellationToken cancellationToken) =>
        _link.Ask(connection => connection.Trial(study, experiment, index).Read(after), cancellationToken);

    public ValueTask DisposeAsync() => _link.DisposeAsync();
}
