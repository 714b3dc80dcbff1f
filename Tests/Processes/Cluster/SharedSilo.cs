using JointQP.Tests.Processes.Cluster;

[assembly: AssemblyFixture(typeof(SharedSilo))]

namespace JointQP.Tests.Processes.Cluster;

/// <summary>One silo for all tests that neither stop it nor mind other studies. Each test uses a study and slots of its own.</summary>
public sealed class SharedSilo : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private RunningSilo? _silo;

    internal RunningSilo Silo => _silo!;

    public async ValueTask InitializeAsync() => _silo = await RunningSilo.Start(_folder.Path);

    public async ValueTask DisposeAsync()
    {
        if (_silo is not null)
            await _silo.DisposeAsync();
        _folder.Dispose();
    }
}
