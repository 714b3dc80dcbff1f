using System.Collections.Immutable;
using JointQP.Grains.Storage;
using JointQP.Studies.Rates;
using JointQP.Studies.Stages;

namespace JointQP.Tests.Processes.Cluster.Storage;

public abstract class StageStoreTests : StoreTest
{
    private IStageStore Store => Stores.Stages;

    private static StageRecord Fresh(string id) => new() { Id = id, Status = StageStatus.Ready };

    private static StageRecord Leased(StageRecord before) => before with
    {
        Status = StageStatus.Leased,
        Epoch = before.Epoch + 1,
        Version = before.Version + 1,
        Holder = new LeaseHolder("local-0", 7, Guid.NewGuid()),
    };

    [Fact]
    public async Task Load_EveryField_IsAsStored()
    {
        var checkpoint = new CheckpointRef("a.1.5.ff", 5, "ff", 123);
        var record = new StageRecord
        {
            Id = "t0000.0",
            Status = StageStatus.Committed,
            Epoch = long.MaxValue,
            Version = 9,
            Holder = new LeaseHolder("local-0", 638_000_000_000_000_001, Guid.NewGuid()),
            Losses = 1,
            Failures = 2,
            Rebuilds = 3,
            Progress = checkpoint,
            Result = new StageResult(checkpoint with { Step = 6 }, "ee"),
            Fingerprint = "cpu-avx2-2.10.0-1",
            Reason = "it's \"lost\"",
            Outcome = AttemptOutcome.Contradicted,
            Timing = new StageTiming("cpu", [new("P(w,f) Q(w)", 3, 0.1)], [new("float", 10, 1, 0.2)], 0.3),
        };

        await Store.Add("s", [record, Fresh("t0001.0")]);

        var loaded = (await Store.Load("s")).OrderBy(stage => stage.Id, StringComparer.Ordinal).ToList();
        Assert.Equal([record, Fresh("t0001.0")], loaded);
        Assert.Equal(record, await Store.Find("s", "t0000.0"));
        Assert.Equal([record], await Store.LoadSome("s", ["t0000.0", "t9999.9"]));
        Assert.Empty(await Store.LoadSome("s", []));
        Assert.Null(await Store.Find("other", "t0000.0"));
    }

    [Fact]
    public async Task Add_Again_LeavesWhatIsThere()
    {
        var stage = Fresh("t0000.0");
        await Store.Add("s", [stage]);
        var leased = Leased(stage);
        Assert.True(await Store.TryUpdate("s", [new StageUpdate(stage, leased)], []));

        await Store.Add("s", [stage]);

        Assert.Equal([leased], await Store.Load("s"));
    }

    [Fact]
    public async Task TryUpdate_OneOfTwoIsStale_ChangesNeither()
    {
        var (one, two) = (Fresh("t0000.0"), Fresh("t0001.0"));
        await Store.Add("s", [one, two]);
        var faster = Leased(two);
        Assert.True(await Store.TryUpdate("s", [new StageUpdate(two, faster)], []));

        var stored = await Store.TryUpdate("s", [new StageUpdate(one, Leased(one)), new StageUpdate(two, Leased(two))], []);

        Assert.False(stored);
        Assert.Equal(one, await Store.Find("s", one.Id));
        Assert.Equal(faster, await Store.Find("s", two.Id));
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(0, 1)]
    public async Task TryUpdate_OtherEpochOrVersion_IsRefused(long epoch, long version)
    {
        var stage = Fresh("t0000.0");
        await Store.Add("s", [stage]);

        Assert.False(await Store.TryUpdate("s", [new StageUpdate(stage with { Epoch = epoch, Version = version }, Leased(stage))], []));
    }

    [Fact]
    public async Task TryUpdate_ManyAtOnce_OneOfEachPairWins()
    {
        ImmutableArray<StageRecord> stages = [.. Enumerable.Range(0, 50).Select(i => Fresh($"t{i:D4}.0"))];
        await Store.Add("s", stages);

        var answers = await Task.WhenAll(stages.Concat(stages).Select(stage => Store.TryUpdate("s", [new StageUpdate(stage, Leased(stage))], [])));

        Assert.Equal(50, answers.Count(stored => stored));
        Assert.All(await Store.Load("s"), stage => Assert.Equal((1L, 1L), (stage.Epoch, stage.Version)));
    }
}
