using JointQP.Studies.Words;
using JointQP.Training.Compression;
using JointQP.Training.Networks;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace JointQP.Benchmarks.Steps;

/// <summary>Training steps of a network: batch 128 of 1x28x28, SGD with momentum, with or without operators.</summary>
internal sealed class NetworkStep : IDisposable
{
    public const int Batch = 128;
    private const int Batches = 16;
    private readonly Module<Tensor, Tensor> _network;
    private readonly optim.Optimizer _optimizer;
    private readonly Compressor? _compressor;
    private readonly Tensor _images = rand([Batches, Batch, 1, 28, 28]);
    private readonly Tensor _labels = randint(10, [Batches, Batch]);
    private long _step;

    /// <param name="network">By its name in the catalogue.</param>
    /// <param name="schedule">Null: a float network.</param>
    public NetworkStep(string network, Schedule? schedule)
    {
        _network = NetworkCatalog.CreateClassifier(network, new(1, 28, 28, 10), 1);
        _optimizer = optim.SGD(_network.parameters(), 0.05, momentum: 0.9, weight_decay: 0.0005);
        _compressor = schedule is null ? null : Compressor.Attach(_network, schedule, new(), Batch);
        _network.train();
    }

    /// <summary>The step in which <see cref="Joint"/> searches decimal bits; from the next one on every operator is settled.</summary>
    public const int SearchStep = 9;

    /// <summary>Every operator at 50 % and 8 bits.</summary>
    public static Schedule Joint { get; } = new(
        "P0.5(w,f) -> Q8(w,f)",
        [
            new(OperatorKind.Prune, Target.Weights, 0.5, 0, 2, 4),
            new(OperatorKind.Prune, Target.Features, 0.5, 0, 2, 4),
            new(OperatorKind.Quantize, Target.Weights, 8, SearchStep),
            new(OperatorKind.Quantize, Target.Features, 8, SearchStep),
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

    /// <summary>Whether the audit passes; evaluates one batch for it.</summary>
    public bool Settled()
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        _network.eval();
        _network.call(_images[0]);
        _network.train();
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
