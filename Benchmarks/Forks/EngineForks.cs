using System.Diagnostics;
using JointQP.Benchmarks.Steps;
using JointQP.Studies.Stages;
using JointQP.Studies.Words;
using JointQP.Training.Checkpoints;
using JointQP.Training.Data;
using JointQP.Training.Stages;

namespace JointQP.Benchmarks.Forks;

/// <summary>A trunk of <c>convnet</c> and one child of it again and again: what closing a stage and opening the next takes in the engine.</summary>
internal sealed class EngineForks : IStageObserver, IDisposable
{
    private const int WarmUp = 3;
    private const int Onset = 4;
    private const int ChildSteps = 2;

    private static readonly TrialSpec Spec = new()
    {
        Task = "classification",
        Dataset = "fashion-mnist-sample",
        Samples = new(320, 64, 256),
        Network = "convnet",
        Training = new() { Epochs = 10, Batch = 16 },
        Compression = new() { Window = 64 },
        Schedule = new("P0.5(w) -> Q8(w)", [new(OperatorKind.Prune, Target.Weights, 0.5, Onset, 3, 3), new(OperatorKind.Quantize, Target.Weights, 8, 100)]),
        Seed = 1,
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("jointqp-forks-").FullName;
    private readonly List<long> _steps = [];
    private long _opened;

    /// <summary>Prints milliseconds.</summary>
    public void Measure(int rounds)
    {
        var images = new ImageDatasets(FashionMnist.Sample);
        var inMemory = new StageTrainer(TimeProvider.System, images, checkpoints: new CheckpointCache(1 << 28, 64));
        var fromFile = new StageTrainer(TimeProvider.System, images);
        var trunk = inMemory.Run(Job("trunk", 0, Onset, null), this, default).Checkpoint;
        List<(Fork Fresh, Fork InMemory, Fork FromFile)> forks = [];
        for (var round = 0; round < rounds + WarmUp; round++)
            forks.Add((Train(fromFile, round, null), Train(inMemory, round, trunk), Train(fromFile, round, trunk)));

        var measured = forks.Skip(WarmUp).ToList();
        Measurements.Report("open, no checkpoint, ms", measured.Select(fork => fork.Fresh.Open));
        Measurements.Report("open, from memory, ms", measured.Select(fork => fork.InMemory.Open));
        Measurements.Report("open, from its file, ms", measured.Select(fork => fork.FromFile.Open));
        Measurements.Report("memory - file, ms", measured.Select(fork => fork.InMemory.Open - fork.FromFile.Open));
        Measurements.Report("first step, ms", measured.Select(fork => fork.InMemory.First));
        Measurements.Report("second step, ms", measured.Select(fork => fork.InMemory.Second));
        Measurements.Report("close, kept, ms", measured.Select(fork => fork.InMemory.Close));
        Measurements.Report("close, not kept, ms", measured.Select(fork => fork.FromFile.Close));
        Measurements.Report("a flushed write, ms", Enumerable.Range(0, rounds).Select(_ => FlushedWrite(trunk.Bytes)));
    }

    public void OnActivity(string activity) => _opened = activity == "training" && _steps.Count == 0 ? Stopwatch.GetTimestamp() : _opened;

    public void OnMetric(long step, string name, double value)
    {
    }

    public void OnStep(long step, int samples) => _steps.Add(Stopwatch.GetTimestamp());

    public void OnCheckpoint(CheckpointRef checkpoint)
    {
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Fork Train(StageTrainer trainer, int round, CheckpointRef? start)
    {
        _steps.Clear();
        var began = Stopwatch.GetTimestamp();
        trainer.Run(Job("child", round, (start is null ? 0 : Onset) + ChildSteps, start), this, default);
        var ended = Stopwatch.GetTimestamp();
        return new(Between(began, _opened), Between(_opened, _steps[0]), Between(_steps[0], _steps[1]), Between(_steps[1], ended));
    }

    /// <summary>The least that a durable checkpoint of this size takes on this disk: written, flushed, renamed, its folder flushed.</summary>
    private double FlushedWrite(long bytes)
    {
        var (content, temporary) = (new byte[bytes], Path.Combine(_folder, "write.tmp"));
        var began = Stopwatch.GetTimestamp();
        DurableFile.Fill(temporary, DurableFile.Create, stream => stream.Write(content));
        DurableFile.Publish(temporary, Path.Combine(_folder, "write"));
        return Between(began, Stopwatch.GetTimestamp());
    }

    private static double Between(long from, long to) => Stopwatch.GetElapsedTime(from, to).TotalMilliseconds;

    private StageJob Job(string stage, long epoch, long to, CheckpointRef? start) => new()
    {
        Spec = Spec,
        Stage = stage,
        Epoch = epoch,
        To = to,
        Final = false,
        Start = start,
        Checkpoints = new FolderFiles(_folder),
        DataDirectory = _folder,
        Device = "cpu",
        CheckpointEvery = TimeSpan.FromHours(1),
    };

    /// <summary>Milliseconds until the network stands, of the first step and the second, and until the stage's checkpoint is on disk.</summary>
    private sealed record Fork(double Open, double First, double Second, double Close);
}
