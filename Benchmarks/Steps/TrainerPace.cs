using JointQP.Studies.Stages;
using JointQP.Studies.Words;
using JointQP.Training.Checkpoints;
using JointQP.Training.Data;
using JointQP.Training.Networks;
using JointQP.Training.Stages;
using static TorchSharp.torch;

namespace JointQP.Benchmarks.Steps;

/// <summary>
/// What the stage trainer costs: <c>convnet</c> through it (data order, batches, checks, observer) over a bare TorchSharp loop of the same
/// network on one batch that is ready. Blocks of the bare loop run between blocks of the trainer, so that whatever else the machine does
/// falls on both alike.
/// </summary>
internal sealed class TrainerPace : IStageObserver, IDisposable
{
    private const int Block = 10;
    private const int WarmUp = 3;

    private readonly nn.Module<Tensor, Tensor> _network = NetworkCatalog.CreateClassifier("convnet", new(1, 28, 28, 10), 1);
    private readonly Tensor _images;
    private readonly Tensor _labels;
    private readonly optim.Optimizer _optimizer;
    private readonly List<(double Trainer, double Bare)> _times = [];
    private TimeSpan _started;

    private TrainerPace(int batch)
    {
        _images = rand(batch, 1, 28, 28);
        _labels = randint(10, [batch]);

        // At rate 0 the work is the same, and a batch that is seen again and again cannot drive gradients into slow subnormal numbers.
        _optimizer = optim.SGD(_network.parameters(), 0, momentum: 0.9, weight_decay: 0.0005);
    }

    /// <summary>Prints images/s of both and their ratio.</summary>
    public static int Run(int blocks, int batch = 128)
    {
        set_num_threads(1);
        using var pace = new TrainerPace(batch);
        var folder = Directory.CreateTempSubdirectory("jointqp-pace-").FullName;
        try
        {
            new StageTrainer(TimeProvider.System, new ImageDatasets(new Noise())).Run(Job(blocks + WarmUp, batch, folder), pace, default);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        var times = pace._times.Skip(WarmUp).ToList();
        Measurements.Report("trainer images/s", times.Select(t => Block * batch / t.Trainer));
        Measurements.Report("bare images/s", times.Select(t => Block * batch / t.Bare));
        Measurements.Report("trainer / bare", times.Select(t => t.Bare / t.Trainer));
        return 0;
    }

    public void OnActivity(string activity)
    {
    }

    public void OnMetric(long step, string name, double value)
    {
    }

    public void OnCheckpoint(CheckpointRef checkpoint)
    {
    }

    public void OnStep(long step, int samples)
    {
        if (step % Block != 0)
            return;
        var trainer = Environment.CpuUsage.TotalTime - _started;
        var start = Environment.CpuUsage.TotalTime;
        for (var i = 0; i < Block; i++)
            Bare();
        _times.Add((trainer.TotalSeconds, (Environment.CpuUsage.TotalTime - start).TotalSeconds));
        _started = Environment.CpuUsage.TotalTime;
    }

    public void Dispose()
    {
        _optimizer.Dispose();
        _network.Dispose();
        _images.Dispose();
        _labels.Dispose();
    }

    private void Bare()
    {
        using var scope = NewDisposeScope();
        _optimizer.zero_grad();
        var loss = nn.functional.cross_entropy(_network.call(_images), _labels);
        loss.backward();
        _optimizer.step();
        loss.item<float>();
    }

    private static StageJob Job(int blocks, int batch, string folder) => new()
    {
        Spec = new()
        {
            Task = "classification",
            Dataset = Noise.SetName,
            Samples = new(Block * batch, 1, 1),
            Network = "convnet",
            // An epoch a block: shuffling counts as often as it would in a small study.
            Training = new() { Epochs = blocks, Batch = batch, Rate = 0 },
            Compression = new(),
            Schedule = Schedule.Float,
            Seed = 1,
        },
        Stage = "pace",
        Epoch = 1,
        To = (long)blocks * Block,
        Final = false,
        Checkpoints = new FolderFiles(folder),
        DataDirectory = folder,
        Device = "cpu",
        CheckpointEvery = TimeSpan.FromHours(1),
    };

    /// <summary>Images of noise: the pace does not depend on what they show.</summary>
    private sealed class Noise : IDataSource
    {
        public const string SetName = "noise";

        public string Name => SetName;

        public (LabeledImages Train, LabeledImages Test) Load(string dataDirectory, Action<string> activity, CancellationToken cancellationToken)
        {
            var random = new Random(1);
            LabeledImages Images(int count)
            {
                var (pixels, labels) = (new byte[count * 28 * 28], new byte[count]);
                random.NextBytes(pixels);
                for (var i = 0; i < count; i++)
                    labels[i] = (byte)(i % 10);
                return new(pixels, labels, count, 28, 28);
            }

            return (Images(4096), Images(10));
        }
    }
}
