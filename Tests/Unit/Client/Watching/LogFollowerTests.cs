using JointQP.Client.Watching;
using JointQP.Grains.Interfaces.Studies;

namespace JointQP.Tests.Unit.Client.Watching;

public sealed class LogFollowerTests
{
    private readonly List<StudyLogQuery> _asked = [];

    [Fact]
    public async Task Read_Follow_GoesOnFromItsCursorUntilTheStudyHasEnded()
    {
        var batches = await Read(follow: true, () => Reply(false, 1, 2), () => Reply(false, []), () => Reply(true, 3));

        Assert.Equal([1L, 2, 3], batches.SelectMany(batch => batch.Entries).Select(entry => entry.Sequence));
        Assert.Equal([0L, 2, 2], _asked.Select(query => query.After));
    }

    [Fact]
    public async Task Read_NoFollow_EndsWithWhatThereIs() => Assert.Single(await Read(follow: false, () => Reply(false, 1, 2)));

    [Fact]
    public async Task Read_ManyEntries_AsksInPortionsWithoutWaiting()
    {
        var batches = await Read(follow: false, () => Reply(true, [.. Enumerable.Range(1, 1000).Select(i => (long)i)]), () => Reply(true, 1001));

        Assert.Equal(1001, batches.Sum(batch => batch.Entries.Length));
        Assert.Equal([0L, 1000], _asked.Select(query => query.After));
    }

    [Fact]
    public async Task Read_ClusterAwayAndBack_TellsEachEntryOnce()
    {
        var batches = await Read(follow: true, () => Reply(false, 1), () => throw new TimeoutException(), () => Reply(true, 2));

        Assert.Equal([1L, 2], batches.SelectMany(batch => batch.Entries).Select(entry => entry.Sequence));
    }

    [Fact]
    public async Task Read_ClusterAwayAtTheStart_IsAnError() =>
        await Assert.ThrowsAsync<TimeoutException>(() => Read(follow: true, () => throw new TimeoutException()));

    [Fact]
    public async Task Read_EntriesWentMeanwhile_TellsHowMany()
    {
        var batches = await Read(follow: true, () => Reply(false, 1), () => Reply(true, 8, 9));

        Assert.Equal([0L, 6], batches.Select(batch => batch.Lost));
    }

    [Fact]
    public async Task Read_Tail_AsksForTheNewestOnce()
    {
        await Read(follow: true, tail: 5, readings: [() => Reply(false, 6, 7), () => Reply(true, [])]);

        Assert.Equal([(true, 5), (false, 1000)], _asked.Select(query => (query.Newest, query.Limit)));
    }

    [Fact]
    public async Task Read_UnknownStudy_IsNone()
    {
        await using var source = new Script([() => null], _asked);
        var follower = new LogFollower(source, new HurriedTime(Recorded.Start));
        await foreach (var batch in follower.Read(null, null, null, follow: true, TestContext.Current.CancellationToken))
            Assert.Fail($"Told of {batch.Entries.Length} entries.");
        Assert.False(follower.Exists);
    }

    private static StudyLogReply Reply(bool ended, params long[] sequences) => new(
        new StudyLogPage(
            [.. sequences.Select(sequence => new StudyLogEntry(sequence, Recorded.Start, StudyLogKind.Leased, "a", "w", 1, ""))],
            sequences.Length > 0 ? sequences[^1] : 2,
            sequences.Length > 0 ? sequences[0] : 1),
        ended);

    private Task<List<LogBatch>> Read(bool follow, params Func<StudyLogReply?>[] readings) => Read(follow, tail: null, readings);

    private async Task<List<LogBatch>> Read(bool follow, int? tail, Func<StudyLogReply?>[] readings)
    {
        await using var source = new Script(readings, _asked);
        var batches = new List<LogBatch>();
        await foreach (var batch in new LogFollower(source, new HurriedTime(Recorded.Start)).Read(tail, null, null, follow, TestContext.Current.CancellationToken))
            batches.Add(batch);
        return batches;
    }

    private sealed class Script(Func<StudyLogReply?>[] readings, List<StudyLogQuery> asked) : IStudyLogSource
    {
        private int _next;

        public Task<StudyLogReply?> Read(StudyLogQuery query, CancellationToken cancellationToken)
        {
            asked.Add(query);
            return Task.FromResult(readings[_next++]());
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
