using JointQP.Client.Hosting;

namespace JointQP.Client.Watching;

/// <summary>A connection that is made anew after a loss: a silo that was started again may listen elsewhere.</summary>
internal sealed class ClusterLink(TimeProvider time, Func<CancellationToken, Task<ClusterConnection>> connect) : IAsyncDisposable
{
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(10);

    private ClusterConnection? _connection;

    /// <summary>Asks once. What it throws for want of an answer (<see cref="ClusterConnection.IsLoss"/>) leaves the link ready for another try.</summary>
    public async Task<T> Ask<T>(Func<ClusterConnection, Task<T>> question, CancellationToken cancellationToken)
    {
        try
        {
            _connection ??= await connect(cancellationToken);
            return await question(_connection).WaitAsync(AnswerWithin, time, cancellationToken);
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
