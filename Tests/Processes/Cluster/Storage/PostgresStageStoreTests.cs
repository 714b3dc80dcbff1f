using JointQP.Tests.Processes.Harness;

namespace JointQP.Tests.Processes.Cluster.Storage;

public sealed class PostgresStageStoreTests(PostgresServer server) : StageStoreTests
{
    private protected override async Task<StoreFixture> Create() => await PostgresStores.Create(server);
}
