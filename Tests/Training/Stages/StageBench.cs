using System.Collections.Immutable;
using JointQP.Studies.Rates;
using JointQP.Studies.Stages;
using JointQP.Studies.Words;
using JointQP.Training.Checkpoints;
using JointQP.Training.Data;
using JointQP.Training.Stages;
using Microsoft.Extensions.Time.Testing;

namespace JointQP.Tests.Training.Stages;

/// <summary>Trains small trials on the real subset, in a folder of its own, on a clock that only tests move.</summary>
internal sealed class StageBench : IDisposable
{
    /// <summary>15 steps an epoch, 30 in all.</summary>
    public static readonly TrialSpec Float = new()
    {
        Task = "classification",
        Dataset = "fashion-mnist-sample",
        Samples = new(480, 160, 256),
        Network = "convnet",
        Training = new() { Epochs = 2, Batch = 32 },
        Compression = new() { Window = 80 },
        Schedule = Schedule.Float,
        Seed = 1,
    };

    /// <summary>Both operators on both targets, with onsets that are not in step with epochs and windows that are longer than a batch.</summary>
    public static readonly TrialSpec Joint = Float with
    {
        Schedule = new("P0.5(w,f) -> Q8(w,f)", [
            new(OperatorKind.Prune, Target.Weights, 0.5, 6, 3, 3),
            new(OperatorKind.Prune, Target.Features, 0.5, 8, 3, 3),
            new(OperatorKind.Quantize, Target.Weights, 8, 19),
            new(OperatorKind.Quantize, Target.Features, 8, 22)]),
    };

    /// <summary>As <see cref="Joint"/>, with every setting that may be left out set otherwise.</summary>
    public static readonly TrialSpec Every = Joint with
    {
        Compression = Joint.Compression with
        {
            Bias = 20,
            WeightDecimalBits = new(1, 12),
            FeatureDecimalBits = new(1, 7),
            WeightSaturation = new(0, 0.999),
            FeatureSaturation = new(0.001, 0.999),
            WeightMasks = MaskUnit.Channel,
            FeatureMasks = MaskUnit.Channel,
            FirstLayer = LayerRule.All,
            LastLayer = LayerRule.None,
            Input = InputRule.None,
            Layers = new(
                new LayerOverride { Match = "norm1.*", Masks = MaskUnit.Element },
                new LayerOverride { Match = "linear1.weight", Prune = 0.25, Quantize = 4 }),
        },
    };

    private readonly FakeTimeProvider _time = new();
    private readonly StageTrainer _trainer;

    public StageBench(CheckpointCache? checkpoints = null) =>
        _trainer = new StageTrainer(_time, new ImageDatasets(FashionMnist.Sample), checkpoints: checkpoints);

    public string Folder { get; } = Directory.CreateTempSubdirectory("jointqp-stages-").FullName;

    public static TrialSpec Spec(string name) => name switch
    {
        "joint" => Joint,
        "every setting" => Every,
        _ => Float,
    };

    public StageJob Job(TrialSpec spec, long? to = null, CheckpointRef? start = null) => new()
    {
        Spec = spec,
        Stage = "t0000.0",
        Epoch = 1,
        To = to ?? spec.TotalSteps,
        Final = to is null,
        Start = start,
        Checkpoints = new FolderFiles(Folder),
        DataDirectory = Folder,
        Device = "cpu",
        CheckpointEvery = TimeSpan.FromMinutes(1),
    };

    /// <summary>Runs a job; a checkpoint inside the stage comes after each of <paramref name="checkpointAfter"/>.</summary>
    public Outcome Run(StageJob job, params long[] checkpointAfter)
    {
        var recorder = new Recorder(step =>
        {
            if (checkpointAfter.Contains(step))
                _time.Advance(job.CheckpointEvery);
        });
        var result = _trainer.Run(job, recorder, TestContext.Current.CancellationToken);
        return new Outcome(result, [.. recorder.Metrics], [.. recorder.Checkpoints]) { Timing = recorder.Timing };
    }

    /// <summary>Runs a job until its checkpoint after <paramref name="step"/>, and no further: what a killed worker leaves.</summary>
    public Outcome RunAndStopAfter(StageJob job, long step)
    {
        using var stop = new CancellationTokenSource();
        var recorder = new Recorder(
            done =>
            {
                if (done == step)
                    _time.Advance(job.CheckpointEvery);
            },
            stop.Cancel);
        Assert.Throws<OperationCanceledException>(() => _trainer.Run(job, recorder, stop.Token));
        return new Outcome(null!, [.. recorder.Metrics], [.. recorder.Checkpoints]);
    }

    /// <summary>Runs a job that is wanted back while it trains <paramref name="step"/>.</summary>
    public Outcome RunAndGiveBackAt(StageJob job, long step)
    {
        using var wanted = new CancellationTokenSource();
        var recorder = new Recorder(done =>
        {
            if (done == step)
                wanted.Cancel();
        });
        var left = Assert.ThrowsAny<OperationCanceledException>(
            () => _trainer.Run(job with { GiveBack = wanted.Token }, recorder, TestContext.Current.CancellationToken));
        Assert.Equal(wanted.Token, left.CancellationToken);
        return new Outcome(null!, [.. recorder.Metrics], [.. recorder.Checkpoints]);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    /// <summary>What a run told.</summary>
    internal sealed record Outcome(StageResult Result, ImmutableArray<Metric> Metrics, ImmutableArray<CheckpointRef> Checkpoints)
    {
        public StageTiming? Timing { get; init; }

        public double this[string metric] => Metrics.Last(m => m.Name == metric).Value;
    }

    internal sealed record Metric(long Step, string Name, double Value);

    private sealed class Recorder(Action<long> onStep, Action? onCheckpoint = null) : IStageObserver
    {
        public List<Metric> Metrics { get; } = [];

        public List<CheckpointRef> Checkpoints { get; } = [];

        public StageTiming? Timing { get; private set; }

        public void OnTiming(StageTiming timing) => Timing = timing;

        public void OnActivity(string activity)
        {
        }

        public void OnMetric(long step, string name, double value) => Metrics.Add(new(step, name, value));

        public void OnStep(long step, int samples) => onStep(step);

        public void OnCheckpoint(CheckpointRef checkpoint)
        {
            Checkpoints.Add(checkpoint);
            onCheckpoint?.Invoke();
        }
    }
}
