namespace JointQP.Tests.Processes.Cluster.Storage;

/// <summary>Tests of what every store promises, run over each kind of database.</summary>
public abstract class StoreTest : IAsyncLifetime
{
    private StoreFixture? _fixture;

    private protected StoreFixture Stores => _fixture!;

    public async ValueTask InitializeAsync() => _fixture = await Create();

    private protected abstract Task<StoreFixture> Create();

    public async ValueTask DisposeAsync()
    {
        if (_fixture is not null)
            await _fixture.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
