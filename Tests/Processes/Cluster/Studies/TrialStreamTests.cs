using JointQP.Grains.Interfaces.Studies;
using JointQP.Grains.Interfaces.Trials;

namespace JointQP.Tests.Processes.Cluster.Studies;

public sealed class TrialStreamTests(SharedSilo shared)
{
    private readonly string _name = "t" + Guid.NewGuid().ToString("N");

    private static async Task<List<TrialMetric>> ReadAll(ITrialGrain trial, MetricCursor? after)
    {
        var read = new List<TrialMetric>();
        await foreach (var batch in trial.Stream(after, TestContext.Current.CancellationToken))
            read.AddRange(batch);
        return read;
    }

    [Fact]
    public async Task Stream_WhileTrainedAndResumed_EveryMetricOnceInOrder()
    {
        await shared.Silo.Grains.GetGrain<IStudyCatalogGrain>(IStudyCatalogGrain.Key).Launch(new StudyLaunch(_name, Specs.Small(_name, seeds: "1")));
        var worker = new FakeWorker(shared.Silo.Grains, _name);
        // The second trial has four stages, of which it shares two.
        var trial = shared.Silo.Grains.GetGrain<ITrialGrain>(ITrialGrain.KeyOf(_name, "fashion", 1));
        var early = ReadAll(trial, null);
        await worker.TrainAll(_name);

        var live = await early;
        var later = await ReadAll(trial, null);
        Assert.Equal(live, later);
        Assert.Equal(later.Distinct().OrderBy(metric => metric.Cursor.Stage).ThenBy(metric => metric.Cursor.Step).ThenBy(metric => metric.Row.Name, StringComparer.Ordinal), later);
        Assert.Equal([0, 1, 2, 3], later.Select(metric => metric.Cursor.Stage).Distinct());
        Assert.Equal(24, later.Count);

        foreach (var cut in new[] { 2, 5, 8, 11, 17, 23 })
            Assert.Equal(later[(cut + 1)..], await ReadAll(trial, later[cut].Cursor));
    }

    [Fact]
    public async Task Stream_StepStillGrows_IsHeldBackUntilItIsWhole()
    {
        var text = Specs.Small(_name, seeds: "1");
        var alone = text[..text.IndexOf("- order", StringComparison.Ordinal)];
        await shared.Silo.Grains.GetGrain<IStudyCatalogGrain>(IStudyCatalogGrain.Key).Launch(new StudyLaunch(_name, alone));
        var worker = new FakeWorker(shared.Silo.Grains, _name);
        var lease = await worker.Lease(_name);
        var trial = worker.Trial(lease);
        Assert.True(lease.Stage.Final);
        await trial.Append(lease.Token, [new MetricRow(1, "a", 1), new MetricRow(2, "a", 1)]);
        await using var reader = trial.Stream(null, TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);

        Assert.True(await reader.MoveNextAsync());
        Assert.Equal([1L], reader.Current.Select(metric => metric.Row.Step));
        await trial.Append(lease.Token, [new MetricRow(2, "b", 1)]);
        await worker.Study(_name).Commit(lease.Token, FakeWorker.ResultOf(lease));

        Assert.True(await reader.MoveNextAsync());
        Assert.Equal([(2L, "a"), (2L, "b")], reader.Current.Select(metric => (metric.Row.Step, metric.Row.Name)));
        Assert.False(await reader.MoveNextAsync());
    }

    [Fact]
    public async Task Stream_UnknownTrial_SaysSo()
    {
        await shared.Silo.Grains.GetGrain<IStudyCatalogGrain>(IStudyCatalogGrain.Key).Launch(new StudyLaunch(_name, Specs.Small(_name, seeds: "1")));
        var trial = shared.Silo.Grains.GetGrain<ITrialGrain>(ITrialGrain.KeyOf(_name, "fashion", 99));

        var error = await Assert.ThrowsAsync<ArgumentException>(() => ReadAll(trial, null));

        Assert.Contains($"no trial {_name}/fashion/99", error.Message, StringComparison.Ordinal);
    }
}
