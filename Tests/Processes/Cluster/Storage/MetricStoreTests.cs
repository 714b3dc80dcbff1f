using JointQP.Grains.Interfaces.Scheduling;
using JointQP.Grains.Interfaces.Trials;
using JointQP.Grains.Storage;
using JointQP.Studies.Stages;

namespace JointQP.Tests.Processes.Cluster.Storage;

public abstract class MetricStoreTests : StoreTest
{
    private IMetricStore Store => Stores.Metrics;

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

    [Fact]
    public async Task Append_TheSameAgain_IsKeptOnce()
    {
        var token = await StageAt(1);
        MetricRow[] rows = [new(1, "loss", 0.5), new(2, "loss", 0.25)];

        Assert.True(await Store.Append(token, [.. rows]));
        Assert.True(await Store.Append(token, [.. rows, new MetricRow(2, "accuracy", 1)]));

        Assert.Equal([rows[0], new MetricRow(2, "accuracy", 1), rows[1]], await Store.Read("s", "a", -1, 100));
    }

    [Fact]
    public async Task Append_OlderEpoch_IsFencedAndStoresNothing()
    {
        var old = await StageAt(1);
        await StageAt(2);

        Assert.False(await Store.Append(old, [new MetricRow(1, "loss", 0.5)]));
        Assert.False(await Store.Append(old with { Epoch = 3 }, [new MetricRow(1, "loss", 0.5)]));
        Assert.False(await Store.Append(old with { Stage = "unknown" }, [new MetricRow(1, "loss", 0.5)]));

        Assert.Empty(await Store.Read("s", "a", -1, 100));
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

    [Fact]
    public async Task Read_AnyBits_AreAsAppended()
    {
        double[] values = [double.NaN, BitConverter.Int64BitsToDouble(unchecked((long)0xFFF8_0000_0000_0001)), -0.0, double.Epsilon, double.NegativeInfinity, 0.1];
        await Store.Append(await StageAt(1), [.. values.Select((value, step) => new MetricRow(step, "x", value))]);

        var read = await Store.Read("s", "a", -1, 100);

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
