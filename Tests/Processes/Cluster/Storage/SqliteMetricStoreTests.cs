namespace JointQP.Tests.Processes.Cluster.Storage;

public sealed class SqliteMetricStoreTests : MetricStoreTests
{
    private protected override Task<StoreFixture> Create() => Task.FromResult<StoreFixture>(new SqliteStores());
}
