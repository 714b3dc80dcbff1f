using System.Collections.Immutable;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Grains.Storage;
using JointQP.Studies.Stages;

namespace JointQP.Tests.Processes.Cluster.Storage;

public abstract class StudyLogTests : StoreTest
{
    private static readonly DateTimeOffset Start = new(2030, 5, 6, 7, 8, 9, TimeSpan.Zero);

    private IStudyLog Log => Stores.Log;

    private protected static StudyLogEntry Entry(StudyLogKind kind, string? stage = null, int second = 0, string text = "") =>
        new(0, Start.AddSeconds(second), kind, stage, stage is null ? null : "local-0", stage is null ? null : 3, text);

    private protected static StageUpdate Update(StageRecord before) => new(before, before with { Epoch = before.Epoch + 1, Version = before.Version + 1 });

    private protected async Task<ImmutableArray<StudyLogEntry>> All(string study = "s") => (await Log.Read(study, new StudyLogQuery(0, 1000))).Entries;

    [Fact]
    public async Task Read_EveryField_IsAsAddedAndNumberedFromOne()
    {
        var (one, two) = (Entry(StudyLogKind.Launched, text: "6 trials"), Entry(StudyLogKind.Leased, "t0000.0", 1));
        await Log.Add("s", one);
        await Log.Add("s", two);
        await Log.Add("other", one);

        Assert.Equal([one with { Sequence = 1 }, two with { Sequence = 2 }], await All());
    }

    [Fact]
    public async Task Read_InPortions_TellsEachOnceAndWhereToGoOn()
    {
        for (var i = 0; i < 10; i++)
            await Log.Add("s", Entry(StudyLogKind.Leased, i % 2 == 0 ? "even" : "odd", i));

        var first = await Log.Read("s", new StudyLogQuery(0, 4));
        var rest = await Log.Read("s", new StudyLogQuery(first.Cursor, 100));
        var even = await Log.Read("s", new StudyLogQuery(0, 100, Stage: "even"));
        var newest = await Log.Read("s", new StudyLogQuery(0, 2, Newest: true, Since: Start.AddSeconds(3)));

        Assert.Equal(Enumerable.Range(1, 10).Select(i => (long)i), first.Entries.Concat(rest.Entries).Select(e => e.Sequence));
        Assert.Equal((4L, 10L, 1L), (first.Cursor, rest.Cursor, rest.Oldest));
        // What was left out is passed over, so that the next reading does not look at it again.
        Assert.Equal(([1L, 3, 5, 7, 9], 10L), (even.Entries.Select(e => e.Sequence).ToArray(), even.Cursor), (a, b) => a.Item1.SequenceEqual(b.Item1) && a.Item2 == b.Item2);
        Assert.Equal([9L, 10], newest.Entries.Select(e => e.Sequence));
        Assert.Equal([4L, 5], (await Log.Read("s", new StudyLogQuery(0, 2, Since: Start.AddSeconds(3)))).Entries.Select(e => e.Sequence));
    }

    [Fact]
    public async Task TryUpdate_Stale_StoresNoEntryEither()
    {
        var stage = new StageRecord { Id = "a", Status = StageStatus.Ready };
        await Stores.Stages.Add("s", [stage]);
        var update = Update(stage);

        Assert.True(await Stores.Stages.TryUpdate("s", [update], [Entry(StudyLogKind.Leased, "a")]));
        Assert.False(await Stores.Stages.TryUpdate("s", [update], [Entry(StudyLogKind.Lost, "a")]));

        Assert.Equal([StudyLogKind.Leased], (await All()).Select(e => e.Kind));
    }

    [Fact]
    public async Task TryUpdate_EntryCannotBeStored_ChangesNoStageEither()
    {
        var stage = new StageRecord { Id = "a", Status = StageStatus.Ready };
        await Stores.Stages.Add("s", [stage]);

        await Assert.ThrowsAnyAsync<Exception>(() => Stores.Stages.TryUpdate("s", [Update(stage)], [Entry(StudyLogKind.Leased, "a", text: null!)]));

        Assert.Equal(stage, await Stores.Stages.Find("s", "a"));
    }

    [Fact]
    public async Task Append_BeyondTheBound_LetsTheOldestOfStagesGoAndKeepsThoseOfTheStudy()
    {
        await Log.Add("s", Entry(StudyLogKind.Launched));
        for (var i = 0; i < 6; i++)
            await Stores.Append("s", [Entry(StudyLogKind.Leased, "a", i)], kept: 3);

        Assert.Equal([1L, 5, 6, 7], (await All()).Select(e => e.Sequence));
    }

    [Fact]
    public async Task LastOfStudy_AmongEntriesOfStages_IsTheStudysOwn()
    {
        Assert.Null(await Log.LastOfStudy("s"));
        await Log.Add("s", Entry(StudyLogKind.Paused));
        await Log.Add("s", Entry(StudyLogKind.Released, "a"));

        Assert.Equal(StudyLogKind.Paused, await Log.LastOfStudy("s"));
    }

    [Fact]
    public async Task Delete_ThenAddAgain_EpochsAndNumbersGoOnAboveTheOldOnes()
    {
        StageRecord[] stages = [new() { Id = "a", Status = StageStatus.Ready }, new() { Id = "b", Status = StageStatus.Leased, Epoch = 7, Version = 9 }];
        await Stores.Stages.Add("s", [.. stages]);
        await Log.Add("s", Entry(StudyLogKind.Launched));
        await Log.Add("s", Entry(StudyLogKind.Deleting));

        await Stores.Stages.Delete("s");
        Assert.Empty(await Stores.Stages.Load("s"));
        Assert.Empty(await All());
        await Stores.Stages.Delete("s");
        await Stores.Stages.Add("s", [stages[0]]);
        await Log.Add("s", Entry(StudyLogKind.Launched));

        // One more than the last, so that a stale picture of a stage that was never leased is stale too.
        Assert.Equal(8, (await Stores.Stages.Find("s", "a"))!.Epoch);
        Assert.False(await Stores.Stages.TryUpdate("s", [Update(stages[0])], []));
        Assert.Equal([3L], (await All()).Select(e => e.Sequence));
    }
}
