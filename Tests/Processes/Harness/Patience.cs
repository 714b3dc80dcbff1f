namespace JointQP.Tests.Processes.Harness;

/// <summary>How long a test waits in all. Every wait is for a condition; the limit is for a defect, not for a slow machine.</summary>
internal sealed class Patience : IDisposable
{
    private static readonly TimeSpan Usual = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    private readonly CancellationTokenSource _over;
    private readonly TimeSpan _limit;

    public Patience(TimeSpan? limit = null)
    {
        _limit = limit ?? Usual;
        _over = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        _over.CancelAfter(_limit);
    }

    public CancellationToken Token => _over.Token;

    /// <summary>Looks again and again until there is something.</summary>
    /// <param name="find">Null as long as there is nothing. What it throws ends the wait.</param>
    /// <param name="what">For the message when the test's time is over.</param>
    public async Task<T> For<T>(Func<Task<T?>> find, string what)
        where T : class
    {
        T? found = null;
        await End(Search(), what);
        return found!;

        async Task Search()
        {
            using var look = new PeriodicTimer(Look);
            while ((found = await find()) is null)
                await look.WaitForNextTickAsync(Token);
        }
    }

    public Task<T> For<T>(Func<T?> find, string what)
        where T : class => For(() => Task.FromResult(find()), what);

    public Task Until(Func<bool> condition, string what) => For(() => condition() ? this : null, what);

    public Task Until(Func<Task<bool>> condition, string what) => For(async () => await condition() ? this : null, what);

    /// <summary>The end of something that ends by itself.</summary>
    public async Task End(Task task, string what)
    {
        try
        {
            await task.WaitAsync(Token);
        }
        catch (OperationCanceledException e) when (Token.IsCancellationRequested)
        {
            throw new TimeoutException($"Waited in vain for {what}; the test's {_limit.TotalMinutes} minutes are over.", e);
        }
    }

    public void Dispose() => _over.Dispose();
}
