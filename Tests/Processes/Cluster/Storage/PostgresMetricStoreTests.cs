using JointQP.Tests.Processes.Harness;

namespace JointQP.Tests.Processes.Cluster.Storage;

public sealed class PostgresMetricStoreTests(PostgresServer server) : MetricStoreTests
{
    private protected override async Task<StoreFixture> Create() => await PostgresStores.Create(server);
}
