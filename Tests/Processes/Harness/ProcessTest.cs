namespace JointQP.Tests.Processes.Harness;

/// <summary>A test with real processes: one after another, since they all want the machine's cores.</summary>
[Collection(nameof(ProcessCollection))]
public abstract class ProcessTest : IAsyncDisposable
{
    private readonly Patience _patience = new();
    private LocalCluster? _cluster;

    private protected Patience Patience => _patience;

    /// <summary>The test's own; nothing of it runs before it is started.</summary>
    private protected LocalCluster Cluster => _cluster ??= new LocalCluster(_patience);

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
        {
            if (TestContext.Current.TestState?.Result == TestResult.Failed)
                TestContext.Current.TestOutputHelper?.WriteLine(_cluster.Report());
            await _cluster.DisposeAsync();
        }

        _patience.Dispose();
        GC.SuppressFinalize(this);
    }
}

[CollectionDefinition(nameof(ProcessCollection), DisableParallelization = true)]
public sealed class ProcessCollection : ICollectionFixture<Faults.UndisturbedStudy>;
