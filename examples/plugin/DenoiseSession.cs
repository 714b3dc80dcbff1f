using JointQP.Studies.Words;
using JointQP.Training.Optimizers;
using JointQP.Training.Randomness;
using JointQP.Training.Tasks;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DenoisePlugin;

/// <summary>One denoiser in training.</summary>
internal sealed class DenoiseSession : ITaskSession
{
    private readonly TrialSpec _spec;
    private readonly Device _device;
    private readonly Module<Tensor, Tensor> _network;
    private readonly OptimizerHelper _optimizer;
    private readonly Dictionary<Split, Bumps> _splits;

    public DenoiseSession(TrialSpec spec, Device device)
    {
        (_spec, _device) = (spec, device);
        var (train, validation, test) = spec.Samples;
        _splits = new() { [Split.Train] = new(0, train), [Split.Validation] = new(train, validation), [Split.Test] = new(1_000_000, test) };
        // Initial weights from the trial's seed alone.
        manual_seed(SeededRandom.TorchSeed(spec.Seed, Purpose.Weights, 0)).Dispose();
        _network = new Denoiser().to(device);
        _network.train();
        _optimizer = Optimization.Create(spec.Training, _network.parameters());
        Networks = [new("denoiser", _network, Compressed: true)];
        Optimizers = [new("optimizer", _optimizer)];
    }

    public IReadOnlyList<TaskNetwork> Networks { get; }

    public IReadOnlyList<TaskOptimizer> Optimizers { get; }

    public IReadOnlyList<Measurement> Step(long step)
    {
        using var indices = tensor(BatchAt(step));
        var data = _splits[Split.Train];
        var (noisy, clean) = (data.Noisy.index_select(0, indices).to(_device), data.Clean.index_select(0, indices).to(_device));
        Optimization.SetRate(_optimizer, Optimization.RateAt(_spec.Training, step, _spec.TotalSteps));
        _optimizer.zero_grad();
        using var loss = functional.mse_loss(_network.call(noisy), clean);
        loss.backward();
        _optimizer.step();
        return [new("loss", loss.item<float>())];
    }

    public IReadOnlyList<Measurement> Evaluate(Split split, CancellationToken ct)
    {
        var data = _splits[split];
        using var scope = NewDisposeScope();
        _network.eval();
        double error;
        using (no_grad())
            error = functional.mse_loss(_network.call(data.Noisy.to(_device)), data.Clean.to(_device)).item<float>();
        _network.train();
        return [new("mse", error)];
    }

    public void Dispose()
    {
        foreach (var split in _splits.Values)
            split.Dispose();
        _optimizer.Dispose();
        _network.Dispose();
    }

    // The order of an epoch from (seed, epoch), so that a training that goes on from a checkpoint sees what it would have seen.
    private long[] BatchAt(long step)
    {
        var (epoch, position) = Math.DivRem(step, _spec.StepsPerEpoch);
        var order = new int[_spec.Samples.Train];
        new SeededRandom(_spec.Seed, Purpose.DataOrder, epoch).Permute(order);
        return [.. order.Skip((int)position * _spec.Training.Batch).Take(_spec.Training.Batch).Select(index => (long)index)];
    }
}
