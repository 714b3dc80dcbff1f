using JointQP.Studies.Words;
using JointQP.Training.Compression;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace JointQP.Benchmarks.Steps;

/// <summary>Training steps of a network of <c>convnet</c>'s shape: batch 128 of 1x28x28, SGD with momentum, with or without operators.</summary>
internal sealed class ConvnetStep : IDisposable
{
    public const int Batch = 128;
    private const int Batches = 16;
    private readonly Sequential _network;
    private readonly optim.Optimizer _optimizer;
    private readonly Compressor? _compressor;
    private readonly Tensor _images = rand([Batches, Batch, 1, 28, 28]);
    private readonly Tensor _labels = randint(10, [Batches, Batch]);
    private long _step;

    public ConvnetStep(Schedule? schedule, CompressionSettings? settings = null)
    {
        _network = Sequential(
            ("conv1", Conv2d(1, 16, 3)), ("bn1", BatchNorm2d(16)), ("relu1", ReLU()), ("pool1", MaxPool2d(2)),
            ("conv2", Conv2d(16, 32, 3)), ("bn2", BatchNorm2d(32)), ("relu2", ReLU()), ("pool2", MaxPool2d(2)),
            ("flatten", Flatten()),
            ("fc", Linear(800, 64)), ("bn3", BatchNorm1d(64)), ("relu3", ReLU()), ("out", Linear(64, 10)));
        _optimizer = optim.SGD(_network.parameters(), 0.05, momentum: 0.9, weight_decay: 0.0005);
        _compressor = schedule is null ? null : Compressor.Attach(_network, schedule, settings ?? new(), Batch);
        _network.train();
    }

    /// <summary>Every operator at 50 % and 8 bits, settled after step 9.</summary>
    public static Schedule Joint { get; } = new(
        "P0.5(w,f) -> Q8(w,f)",
        [
            new(OperatorKind.Prune, Target.Weights, 0.5, 0, 2, 4),
            new(OperatorKind.Prune, Target.Features, 0.5, 0, 2, 4),
            new(OperatorKind.Quantize, Target.Weights, 8, 9),
            new(OperatorKind.Quantize, Target.Features, 8, 9),
        ]);

    public void Train(int steps)
    {
        for (var i = 0; i < steps; i++)
        {
            using var scope = NewDisposeScope();
            _compressor?.BeginStep(_step);
            _optimizer.zero_grad();
            functional.cross_entropy(_network.call(_images[_step % Batches]), _labels[_step % Batches]).backward();
            _optimizer.step();
            _step++;
        }
    }

    public bool Settled()
    {
        using var scope = NewDisposeScope();
        return _compressor is null || _compressor.Audit().Passed;
    }

    public void Dispose()
    {
        _compressor?.Dispose();
        _optimizer.Dispose();
        _network.Dispose();
        _images.Dispose();
        _labels.Dispose();
    }
}
