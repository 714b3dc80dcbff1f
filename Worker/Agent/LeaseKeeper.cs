using JointQP.Grains.Interfaces.Scheduling;
using JointQP.Worker.Hosting;
using Microsoft.Extensions.Logging;

namespace JointQP.Worker.Agent;

/// <summary>
/// Renews a lease three times in its length and says when the study wants it back and when it is lost: when the study answers <see cref="StageReply.Fenced"/>, or when its
/// deadline passes, counted from before the last answered request was sent.
/// </summary>
internal sealed partial class LeaseKeeper : IAsyncDisposable
{
    private readonly LeaseToken _token;
    private readonly TimeSpan _duration;
    private readonly Func<LeaseToken, Task<StageReply>> _renew;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _lost;
    private readonly CancellationTokenSource _wanted = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _renewing;

    /// <summary>Begins to keep the lease.</summary>
    /// <param name="lease">The lease.</param>
    /// <param name="askedAt">The timestamp from before it was asked for.</param>
    /// <param name="renew">Asks the study once.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">The log.</param>
    public LeaseKeeper(StageLease lease, long askedAt, Func<LeaseToken, Task<StageReply>> renew, TimeProvider time, ILogger log)
    {
        (_token, _duration, _renew, _time, _log) = (lease.Token, lease.Duration, renew, time, log);
        _lost = new CancellationTokenSource(Left(askedAt), time);
        _renewing = Renew();
    }

    /// <summary>Cancelled when the lease is lost.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Cancelled when the study asks for the stage: it is to be checkpointed and given back while the lease still holds.</summary>
    public CancellationToken Wanted => _wanted.Token;

    /// <summary>Stops renewing.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _renewing;
        _stop.Dispose();
        _wanted.Dispose();
        _lost.Dispose();
    }

    private async Task Renew()
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, _lost.Token);
        try
        {
            while (true)
            {
                await Task.Delay(_duration / 3, _time, either.Token);
                await RenewOnce(either.Token);
            }
        }
        catch (OperationCanceledException)
        {
            if (!_stop.IsCancellationRequested)
                LogLost(_log, _token.Stage, _token.Epoch);
        }
    }

    private async Task RenewOnce(CancellationToken cancellation)
    {
        var sentAt = _time.GetTimestamp();
        try
        {
            var reply = await _renew(_token).WaitAsync(_duration / 3, _time, cancellation);
            if (reply == StageReply.Fenced)
                await _lost.CancelAsync();
            else
                _lost.CancelAfter(Left(sentAt));
            if (reply == StageReply.GiveBack)
                await _wanted.CancelAsync();
        }
        catch (Exception e) when (GrainCalls.IsTheClusters(e))
        {
            LogUnanswered(_log, _token.Stage, e.Message);
        }
    }

    private TimeSpan Left(long since)
    {
        var left = _duration - _time.GetElapsedTime(since);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}
