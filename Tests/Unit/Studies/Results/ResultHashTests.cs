using CsCheck;
using JointQP.Studies.Results;

namespace JointQP.Tests.Unit.Studies.Results;

public sealed class ResultHashTests
{
    private static readonly Gen<MetricPoint[]> Metrics =
        Gen.Select(Gen.Int[0, 3], Gen.Long[0, 5], Gen.OneOf("train/loss", "test/accuracy"), Gen.Double)
            .Select((stage, step, name, value) => new MetricPoint(stage, step, name, value))
            .Array[0, 12]
            .Select(points => points.DistinctBy(point => (point.Stage, point.Step, point.Name)).ToArray());

    private static readonly Gen<(string Key, string State, MetricPoint[] Points)[]> Trials =
        Gen.Select(Gen.Int[0, 99], Gen.Int[0, 99], Metrics).Select((key, state, points) => ($"key{key}", $"state{state}", points)).Array[1, 6];

    [Fact]
    public void OfTrial_WhatAStopperSees_IsNoPartOfIt()
    {
        MetricPoint[] points = [new(0, 5, "train/loss", 0.5), new(1, 9, "test/accuracy", 0.9)];

        Assert.Equal(ResultHash.OfTrial("key", "state", points), ResultHash.OfTrial("key", "state", points.Append(new(0, 5, "rung/accuracy", 0.7))));
    }

    [Fact]
    public void Of_InAnyOrder_IsTheSame() =>
        Trials.SelectMany(trials => Gen.Select(Gen.Const(trials), Gen.Shuffle(trials.ToArray()), Gen.Int[0, 100])).Sample((trials, shuffled, turn) =>
            Assert.Equal(Hash(trials), Hash(shuffled.Select(trial => (trial.Key, trial.State, Turn(trial.Points, turn))))));

    [Fact]
    public void Of_AnyBitOfAValueChanged_Differs() =>
        Gen.Select(Trials, Gen.Int[0, 1000], Gen.Int[0, 63]).Where(given => given.Item1[0].Points.Length > 0).Sample((trials, which, bit) =>
        {
            var points = trials[0].Points.ToArray();
            var at = which % points.Length;
            points[at] = points[at] with { Value = BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(points[at].Value) ^ (1L << bit)) };
            Assert.NotEqual(Hash(trials), Hash([(trials[0].Key, trials[0].State, points), .. trials.Skip(1)]));
        });

    [Fact]
    public void Of_AnythingElseChanged_Differs()
    {
        MetricPoint[] points = [new(0, 10, "a", 1), new(1, 20, "b", 0.0)];
        string[] all =
        [
            Hash([("key", "state", points)]),
            Hash([("key2", "state", points)]),
            Hash([("key", "state2", points)]),
            Hash([("keys", "tate", points)]),
            Hash([("key", "state", points[..1])]),
            Hash([("key", "state", [points[0] with { Step = 11 }, points[1]])]),
            Hash([("key", "state", [points[0] with { Name = "c" }, points[1]])]),
            Hash([("key", "state", [points[0], points[1] with { Value = -0.0 }])]),
            Hash([("key", "state", points), ("key", "state", points)]),
            Hash([]),
        ];

        Assert.Equal(all.Length, all.Distinct().Count());
    }

    // How a trial was cut into stages is no part of its result.
    [Fact]
    public void Of_TheSameMetricsInOtherStages_IsTheSame() =>
        Assert.Equal(
            Hash([("key", "state", [new(0, 10, "a", 1), new(1, 20, "a", 2)])]),
            Hash([("key", "state", [new(0, 10, "a", 1), new(0, 20, "a", 2)])]));

    [Fact]
    public void OfTrial_WithAMetricTwice_Throws() =>
        Assert.Contains(
            "metric a of step 10 is there twice",
            Assert.Throws<ArgumentException>(() => ResultHash.OfTrial("key", "state", [new(0, 10, "a", 1), new(0, 10, "a", 2)])).Message,
            StringComparison.Ordinal);

    // Published hashes are compared with later ones: the form must not drift.
    [Fact]
    public void Of_ThisTrial_IsThisHash() =>
        Assert.Equal("6dd1355b362fa8170de2c3d12b1d04f2a11ade11cbf50f7610b5267f7414e0ff", Hash([("key", "state", [new(0, 10, "train/loss", 0.5), new(0, 10, "test/accuracy", 0.875)])]));

    private static MetricPoint[] Turn(MetricPoint[] points, int by) =>
        points.Length == 0 ? points : [.. points.Skip(by % points.Length), .. points.Take(by % points.Length)];

    private static string Hash(IEnumerable<(string Key, string State, MetricPoint[] Points)> trials) =>
        ResultHash.Of(trials.Select(trial => ResultHash.OfTrial(trial.Key, trial.State, trial.Points)));
}
