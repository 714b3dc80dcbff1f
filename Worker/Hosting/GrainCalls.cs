using System.Data.Common;
using Orleans.Serialization;
using Polly;
using Polly.Retry;

namespace JointQP.Worker.Hosting;

/// <summary>Calls grains again until they answer: every message to a grain may be repeated without harm.</summary>
internal sealed class GrainCalls(SiloContact contact, TimeProvider time)
{
    private readonly ResiliencePipeline _retry = new ResiliencePipelineBuilder { TimeProvider = time }
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<Exception>(IsTheClusters),
            MaxRetryAttempts = int.MaxValue,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = TimeSpan.FromMilliseconds(100),
            MaxDelay = TimeSpan.FromSeconds(2),
        })
        .Build();

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
        contact.Heard();
        return answer;
    }
}
