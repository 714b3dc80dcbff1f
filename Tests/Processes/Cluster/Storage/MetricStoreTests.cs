using JointQP.Grains.Interfaces.Scheduling;
using JointQP.Grains.Interfaces.Trials;
using JointQP.Grains.Storage;
using JointQP.Studies.Stages;

namespace JointQP.Tests.Processes.Cluster.Storage;

public abstract class MetricStoreTests : StoreTest
{
    /// <summary>So many more rows than a test is about: a store may take few and many in different ways.</summary>
    public static TheoryData<int> More => [0, 200];

    private IMetricStore Store => Stores.Metrics;

    private static IEnumerable<MetricRow> Padding(int more) => Enumerable.Range(0, more).Select(at => new MetricRow(1000, $"more/{at:D3}", at));

    /// <summary>What was stored, without the padding, which must be there whole.</summary>
    private async Task<MetricRow[]> ReadWith(int more)
    {
        var read = await Store.Read("s", "a", -1, 10_000);
        Assert.Equal(Padding(more), read.Where(row => row.Step == 1000));
        return [.. read.Where(row => row.Step < 1000)];
    }

    private async Task<LeaseToken> StageAt(long epoch)
    {
        var before = await Stores.Stages.Find("s", "a");
        var after = new StageRecord { Id = "a", Status = StageStatus.Leased, Epoch = epoch, Version = (before?.Version ?? -1) + 1 };
        if (before is null)
            await Stores.Stages.Add("s", [after]);
        else
            Assert.True(await Stores.Stages.TryUpdate("s", [new StageUpdate(before, after)], []));
        return new LeaseToken("s", "a", epoch);
    }

    [Theory]
    [MemberData(nameof(More))]
    public async Task Append_TheSameAgain_IsKeptOnce(int more)
    {
        var token = await StageAt(1);
        MetricRow[] rows = [new(1, "loss", 0.5), new(2, "loss", 0.25)];

        Assert.True(await Store.Append(token, [.. rows, .. Padding(more)]));
        Assert.True(await Store.Append(token, [.. rows, new MetricRow(2, "accuracy", 1), .. Padding(more)]));

        Assert.Equal([rows[0], new MetricRow(2, "accuracy", 1), rows[1]], await ReadWith(more));
    }

    [Theory]
    [MemberData(nameof(More))]
    public async Task Append_OlderEpoch_IsFencedAndStoresNothing(int more)
    {
        var old = await StageAt(1);
        await StageAt(2);

        MetricRow[] rows = [new(1, "loss", 0.5), .. Padding(more)];

        Assert.False(await Store.Append(old, [.. rows]));
        Assert.False(await Store.Append(old with { Epoch = 3 }, [.. rows]));
        Assert.False(await Store.Append(old with { Stage = "unknown" }, [.. rows]));

        Assert.Empty(await Store.Read("s", "a", -1, 100));
    }

    [Theory]
    [MemberData(nameof(More))]
    public async Task Append_OldAndNewAtTheSameTime_OnlyTheNewAreStored(int more)
    {
        var old = await StageAt(1);
        var latest = await StageAt(2);

        // So many that a store which writes together what waits together has both in one.
        var replies = await Task.WhenAll(Enumerable.Range(0, 40).Select(at => Store.Append(at % 2 == 0 ? old : latest, [new MetricRow(at, "loss", at), .. Padding(more)])));

        Assert.Equal(Enumerable.Range(0, 40).Select(at => at % 2 == 1), replies);
        Assert.Equal(Enumerable.Range(0, 40).Where(at => at % 2 == 1), (await ReadWith(more)).Select(row => (int)row.Step));
    }

    [Fact]
    public async Task Copy_OfTwoAttempts_IsWhatReadersSeeUnderTheNewEpoch()
    {
        await Store.Append(await StageAt(1), [new MetricRow(1, "loss", 1), new MetricRow(2, "loss", 1)]);
        await Store.Append(await StageAt(2), [new MetricRow(2, "loss", 2)]);
        await Stores.Stages.Add("other", [new StageRecord { Id = "b", Status = StageStatus.Leased, Epoch = 5 }]);

        Assert.True(await Store.Copy("s", "a", new LeaseToken("other", "b", 5)));
        Assert.True(await Store.Copy("s", "a", new LeaseToken("other", "b", 5)));

        Assert.Equal([new MetricRow(1, "loss", 1), new MetricRow(2, "loss", 2)], await Store.Read("other", "b", -1, 100));
    }

    [Fact]
    public async Task Copy_ByAnOlderEpoch_IsFencedAndStoresNothing()
    {
        await Store.Append(await StageAt(1), [new MetricRow(1, "loss", 1)]);
        await Stores.Stages.Add("other", [new StageRecord { Id = "b", Status = StageStatus.Leased, Epoch = 5 }]);

        Assert.False(await Store.Copy("s", "a", new LeaseToken("other", "b", 4)));

        Assert.Empty(await Store.Read("other", "b", -1, 100));
    }

    [Fact]
    public async Task Read_TwoAttempts_TheLaterCounts()
    {
        await Store.Append(await StageAt(9), [new MetricRow(1, "loss", 9), new MetricRow(2, "loss", 9)]);
        await Store.Append(await StageAt(10), [new MetricRow(2, "loss", 10)]);

        Assert.Equal([new MetricRow(1, "loss", 9), new MetricRow(2, "loss", 10)], await Store.Read("s", "a", -1, 100));
    }

    [Theory]
    [MemberData(nameof(More))]
    public async Task Read_AnyBits_AreAsAppended(int more)
    {
        double[] values = [double.NaN, BitConverter.Int64BitsToDouble(unchecked((long)0xFFF8_0000_0000_0001)), -0.0, double.Epsilon, double.NegativeInfinity, 0.1];
        await Store.Append(await StageAt(1), [.. values.Select((value, step) => new MetricRow(step, "x", value)), .. Padding(more)]);

        var read = await ReadWith(more);

        Assert.Equal(values.Select(BitConverter.DoubleToInt64Bits), read.Select(row => BitConverter.DoubleToInt64Bits(row.Value)));
    }

    [Fact]
    public async Task Read_InPortions_NeverCutsAStep()
    {
        MetricRow[] rows = [.. from step in Enumerable.Range(1, 20) from name in new[] { "a", "b", "c" } select new MetricRow(step, name, step)];
        await Store.Append(await StageAt(1), [.. rows]);

        var read = new List<MetricRow>();
        for (var after = -1L; await Store.Read("s", "a", after, 4) is { IsEmpty: false } portion; after = portion[^1].Step)
        {
            Assert.InRange(portion.Length, 1, 9);
            Assert.Equal("c", portion[^1].Name);
            read.AddRange(portion);
        }

        Assert.Equal(rows, read);
    }
}
