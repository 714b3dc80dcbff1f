using System.Data.Common;
using Microsoft.Extensions.Logging;
using Orleans.Serialization;
using Polly;
using Polly.Retry;

namespace JointQP.Worker.Hosting;

/// <summary>Calls grains again until they answer: every message to a grain may be repeated without harm.</summary>
internal sealed partial class GrainCalls
{
    private static readonly TimeSpan TellEvery = TimeSpan.FromSeconds(30);

    private readonly SiloContact _contact;
    private readonly TimeProvider _time;
    private readonly ILogger<GrainCalls> _log;
    private readonly ResiliencePipeline _retry;
    private readonly Lock _telling = new();
    private long? _toldAt;

    /// <summary>Of one worker.</summary>
    /// <param name="contact">Hears of answers.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Is told what is waited for, at once and then every half minute.</param>
    public GrainCalls(SiloContact contact, TimeProvider time, ILogger<GrainCalls> log)
    {
        (_contact, _time, _log) = (contact, time, log);
        _retry = Pipeline();
    }

    /// <summary>
    /// Whether a call failed for want of a silo or of its database, of which the worker may not even know the exception. Then it can be made again;
    /// taken for a failure of the stage, it would set a healthy one aside.
    /// </summary>
    public static bool IsTheClusters(Exception e) => e is OrleansException or TimeoutException or DbException or SerializerException or UnavailableExceptionFallbackException;

    /// <summary>Calls until an answer arrives or <paramref name="cancellation"/> says that nobody waits for it any more.</summary>
    /// <exception cref="OperationCanceledException">Nobody waits any more.</exception>
    public async Task<T> Call<T>(Func<Task<T>> call, CancellationToken cancellation)
    {
        var answer = await _retry.ExecuteAsync(async ct => await call().WaitAsync(ct), cancellation);
        _contact.Heard();
        return answer;
    }

    private ResiliencePipeline Pipeline() => new ResiliencePipelineBuilder { TimeProvider = _time }
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<Exception>(IsTheClusters),
            MaxRetryAttempts = int.MaxValue,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = TimeSpan.FromMilliseconds(100),
            MaxDelay = TimeSpan.FromSeconds(2),
            OnRetry = retry =>
            {
                Tell(retry.Outcome.Exception!);
                return ValueTask.CompletedTask;
            },
        })
        .Build();

    private void Tell(Exception e)
    {
        lock (_telling)
        {
            if (_toldAt is { } told && _time.GetElapsedTime(told) < TellEvery)
                return;
            _toldAt = _time.GetTimestamp();
        }

        LogWaiting(_log, e.Message);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The cluster takes nothing at the moment, and is asked until it does: {Reason}")]
    private static partial void LogWaiting(ILogger log, string reason);
}
