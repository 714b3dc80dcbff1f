using Polly;
using Polly.Retry;

namespace JointQP.Worker.Hosting;

/// <summary>Calls grains again until they answer: every message to a grain may be repeated without harm.</summary>
internal sealed class GrainCalls(SiloContact contact, TimeProvider time)
{
    private readonly ResiliencePipeline _retry = new ResiliencePipelineBuilder { TimeProvider = time }
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<OrleansException>().Handle<TimeoutException>(),
            MaxRetryAttempts = int.MaxValue,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = TimeSpan.FromMilliseconds(100),
            MaxDelay = TimeSpan.FromSeconds(2),
        })
        .Build();

    /// <summary>Calls until an answer arrives or <paramref name="cancellation"/> says that nobody waits for it any more.</summary>
    /// <exception cref="OperationCanceledException">Nobody waits any more.</exception>
    public async Task<T> Call<T>(Func<Task<T>> call, CancellationToken cancellation)
    {
        var answer = await _retry.ExecuteAsync(async ct => await call().WaitAsync(ct), cancellation);
        contact.Heard();
        return answer;
    }
}
