using System.Collections.Immutable;
using JointQP.Client.Hosting;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Grains.Interfaces.Workers;

namespace JointQP.Client.Watching;

/// <summary>Reads a study from the cluster, through losses of it.</summary>
internal sealed class ClusterSource(string study, TimeProvider time, Func<CancellationToken, Task<ClusterConnection>> connect)
    : IStudySource, IStudyLogSource
{
    private readonly ClusterLink _link = new(time, connect);

    public Task<(StudyPulse? Pulse, ImmutableArray<WorkerView> Workers)> Read(CancellationToken cancellationToken) => _link.Ask(
        async connection =>
        {
            var pulse = connection.Pulse(study).GetPulse();
            var workers = connection.Workers();
            await Task.WhenAll(pulse, workers);
            return (await pulse, await workers);
        },
        cancellationToken);

    public Task<StudyLogReply?> Read(StudyLogQuery query, CancellationToken cancellationToken) =>
        _link.Ask(connection => connection.Study(study).GetLog(query), cancellationToken);

    public ValueTask DisposeAsync() => _link.DisposeAsync();
}
