using JointQP.Client.Watching;
using JointQP.Grains.Interfaces.Trials;

namespace JointQP.Tests.Unit.Client.Watching;

public sealed class MetricFollowerTests
{
    private readonly List<MetricCursor?> _asked = [];

    [Fact]
    public async Task Read_Follow_GoesOnFromItsCursorUntilTheTrialHasEnded()
    {
        var steps = await Read(follow: true, () => Page(MetricsMore.Now, 1, 2), () => Page(MetricsMore.Later), () => Page(MetricsMore.Now, 3), () => Page(MetricsMore.Never));

        Assert.Equal([1L, 2, 3], steps);
        Assert.Equal([null, 2, 2, 3], _asked.Select(cursor => cursor?.Step));
    }

    [Fact]
    public async Task Read_NoFollow_EndsWithWhatThereIs() =>
        Assert.Equal([1L, 2], await Read(follow: false, () => Page(MetricsMore.Now, 1), () => Page(MetricsMore.Now, 2), () => Page(MetricsMore.Later)));

    [Fact]
    public async Task Read_ClusterAwayAndBack_TellsEachValueOnce() =>
        Assert.Equal([1L, 2], await Read(follow: true, () => Page(MetricsMore.Later, 1), () => throw new TimeoutException(), () => Page(MetricsMore.Never, 2)));

    [Fact]
    public async Task Read_ClusterAwayAtTheStart_IsAnError() =>
        await Assert.ThrowsAsync<TimeoutException>(() => Read(follow: true, () => throw new TimeoutException()));

    [Fact]
    public async Task Read_Tail_TellsTheNewestAndAllThatFollow() => Assert.Equal(
        [3L, 4, 5],
        await Read(follow: true, tail: 2, metric: null, readings: [() => Page(MetricsMore.Now, 1, 2, 3), () => Page(MetricsMore.Later, 4), () => Page(MetricsMore.Never, 5)]));

    [Fact]
    public async Task Read_OneMetric_LeavesTheOthersOut() =>
        Assert.Equal([2L], await Read(follow: false, tail: 1, metric: "even", readings: [() => Page(MetricsMore.Now, 1, 2, 3), () => Page(MetricsMore.Never)]));

    private MetricPage Page(MetricsMore more, params long[] steps) => new(
        [.. steps.Select(step => new TrialMetric(new MetricCursor(0, step), new MetricRow(step, step % 2 == 0 ? "even" : "odd", 1)))],
        steps.Length > 0 ? new MetricCursor(0, steps[^1]) : _asked[^1],
        more);

    private Task<List<long>> Read(bool follow, params Func<MetricPage>[] readings) => Read(follow, tail: null, metric: null, readings);

    private async Task<List<long>> Read(bool follow, int? tail, string? metric, Func<MetricPage>[] readings)
    {
        var source = new Script(readings, _asked);
        var steps = new List<long>();
        await foreach (var value in new MetricFollower(source, new HurriedTime(Recorded.Start)).Read(tail, metric, follow, TestContext.Current.CancellationToken))
            steps.Add(value.Row.Step);
        return steps;
    }

    private sealed class Script(Func<MetricPage>[] readings, List<MetricCursor?> asked) : ITrialSource
    {
        private int _next;

        public Task<MetricPage> Read(MetricCursor? after, CancellationToken cancellationToken)
        {
            asked.Add(after);
            return Task.FromResult(readings[_next++]());
        }
    }
}
