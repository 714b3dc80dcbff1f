using JointQP.Studies.Rates;
using JointQP.Studies.Words;

namespace JointQP.Tests.Unit.Studies.Rates;

public sealed class RateBookTests
{
    private static readonly TrialSpec Spec = new()
    {
        Task = "classification",
        Dataset = "fashion-mnist",
        Samples = new(320, 50, 100),
        Network = "convnet",
        Training = new() { Epochs = 2, Batch = 32 },
        Compression = new(),
        Schedule = new("Q8(w)", [new(OperatorKind.Quantize, Target.Weights, 8, 10)]),
        Seed = 1,
    };

    private static readonly StageTiming Timing = new("cpu", [new("float", 10, 1.0), new("Q(w)", 5, 1.0)], [new("float", 50, 1, 0.25)], 0.5);

    [Fact]
    public void Add_Stages_GivesSecondsOfOne()
    {
        var book = RateBook.Empty.Add(Spec, 20, Timing, 1000).Add(Spec, 20, Timing with { Steps = [new("float", 30, 5.0)], Overhead = 0.7 }, 1200);

        var rates = Assert.Single(book.Networks);
        Assert.Equal(new RateKey("cpu", "classification", "convnet", "fashion-mnist", 32, null), rates.Key);
        Assert.Equal(["Q(w)", "float"], rates.Steps.Select(step => step.Kind));
        Assert.Equal(6.0 / 40, rates.Steps[1].Rate.Mean, 12);
        // 10 steps of 0.1 s and 30 of a sixth.
        Assert.Equal(Math.Sqrt(((10 * 0.01) + (30 / 36.0)) / 40 - (0.15 * 0.15)), rates.Steps[1].Rate.Spread, 12);
        Assert.Equal((50, 0.25), (rates.Evaluations[0].Samples, rates.Evaluations[0].Rate.Mean));
        Assert.Equal([0.5, 0.7], rates.Overheads);
        Assert.Equal([new CheckpointSize("Q(w)", 1200)], rates.Checkpoints);
    }

    [Fact]
    public void Add_AnotherDeviceBatchOrPlugin_IsMeasuredApart()
    {
        var book = RateBook.Empty.Add(Spec, 20, Timing, 1).Add(Spec, 20, Timing with { Device = "cuda" }, 1)
            .Add(Spec with { Training = Spec.Training with { Batch = 64 } }, 20, Timing, 1).Add(Spec with { Plugin = new("ff") }, 20, Timing, 1);

        Assert.Equal(4, book.Networks.Select(rates => rates.Key).Distinct().Count());
    }

    [Fact]
    public void Add_AfterTheMachineBecameTwiceAsFast_ForgetsWhatWas()
    {
        var book = Enumerable.Range(0, 100).Aggregate(RateBook.Empty, (book, _) => book.Add(Spec, 20, Timing with { Steps = [new("float", 500, 50)] }, 1));
        book = Enumerable.Range(0, 40).Aggregate(book, (book, _) => book.Add(Spec, 20, Timing with { Steps = [new("float", 500, 25)] }, 1));

        Assert.InRange(book.Networks[0].Steps[0].Rate.Mean, 0.05, 0.051);
        Assert.InRange(book.Networks[0].Steps[0].Rate.Count, 0, 4000);
        Assert.Equal(25, book.Networks[0].Overheads.Length);
    }

    [Fact]
    public void Parse_WhatWasWritten_IsTheSame()
    {
        var book = RateBook.Empty.Add(Spec, 20, Timing, 1000).Add(Spec with { Plugin = new("ff") }, 20, Timing, 1);

        Assert.Equal(book.ToJson(), RateBook.Parse(book.ToJson())!.ToJson());
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"form\":1}")]
    [InlineData("{\"form\":2,\"networks\":[]}")]
    [InlineData("{\"form\":1,\"networks\":[null]}")]
    [InlineData("{\"form\":1,\"networks\":[{\"key\":{\"device\":\"cpu\",\"task\":\"t\",\"network\":\"n\",\"dataset\":\"d\",\"batch\":1},\"steps\":[]}]}")]
    public void Parse_OfAnythingElse_IsNull(string text) => Assert.Null(RateBook.Parse(text));

    [Fact]
    public void Parse_OfATruncatedFile_IsNull()
    {
        var text = RateBook.Empty.Add(Spec, 20, Timing, 1000).ToJson();

        Assert.All(Enumerable.Range(1, text.Length - 1), length => Assert.Null(RateBook.Parse(text[..length])));
    }

    [Fact]
    public void Beside_AnotherBook_AddsWhatIsMissing()
    {
        var (mine, other) = (RateBook.Empty.Add(Spec, 20, Timing, 1), RateBook.Empty.Add(Spec, 20, Timing, 2).Add(Spec with { Network = "mnist-net" }, 20, Timing, 3));

        Assert.Equal([3L, 1L], mine.Beside(other).Networks.Select(rates => rates.Checkpoints[0].Bytes));
    }
}
