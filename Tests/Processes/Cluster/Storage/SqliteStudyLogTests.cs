using JointQP.Grains.Interfaces.Studies;
using JointQP.Silo.Storage;
using JointQP.Studies.Stages;

namespace JointQP.Tests.Processes.Cluster.Storage;

public sealed class SqliteStudyLogTests : StudyLogTests
{
    private protected override Task<StoreFixture> Create() => Task.FromResult<StoreFixture>(new SqliteStores());

    [Fact]
    public async Task Ensure_FileOfVersionOne_GetsALogAndKeepsItsStages()
    {
        var stage = new StageRecord { Id = "a", Status = StageStatus.Ready };
        await Stores.Stages.Add("s", [stage]);
        using (var connection = ((SqliteStores)Stores).Database.OpenConnection())
            connection.Execute("DROP TABLE study_log; DROP TABLE retired; DROP TABLE trained; ALTER TABLE stages DROP COLUMN timing; PRAGMA user_version = 1");

        SqliteSchema.Ensure(((SqliteStores)Stores).Database);

        Assert.True(await Stores.Stages.TryUpdate("s", [Update(stage)], [Entry(StudyLogKind.Leased, "a")]));
        Assert.Single(await All());
        await Stores.Stages.Delete("s");
    }
}
