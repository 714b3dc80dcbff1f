using System.Collections.Immutable;
using JointQP.Client.Hosting;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Grains.Interfaces.Workers;

namespace JointQP.Client.Watching;

/// <summary>Reads from the cluster, connecting anew after a loss: a silo that was started again may listen elsewhere.</summary>
internal sealed class ClusterSource(string study, TimeProvider time, Func<CancellationToken, Task<ClusterConnection>> connect) : IStudySource
{
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(10);

    private ClusterConnection? _connection;

    public async Task<(StudyPulse? Pulse, ImmutableArray<WorkerView> Workers)> Read(CancellationToken cancellationToken)
    {
        try
        {
            _connection ??= await connect(cancellationToken);
            var pulse = _connection.Pulse(study).GetPulse();
            var workers = _connection.Workers();
            await Task.WhenAll(pulse, workers).WaitAsync(AnswerWithin, time, cancellationToken);
            return (await pulse, await workers);
        }
        catch (Exception e) when (ClusterConnection.IsLoss(e))
        {
            await DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _connection, null) is { } connection)
            await connection.DisposeAsync();
    }
}
