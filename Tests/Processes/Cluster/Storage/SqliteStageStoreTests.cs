namespace JointQP.Tests.Processes.Cluster.Storage;

public sealed class SqliteStageStoreTests : StageStoreTests
{
    private protected override Task<StoreFixture> Create() => Task.FromResult<StoreFixture>(new SqliteStores());
}
