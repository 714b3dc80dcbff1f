using System.Collections.Immutable;
using JointQP.Studies.Analysis;
using JointQP.Training.Optimizers;
using JointQP.Training.Tasks;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace JointQP.Tests.Training.Plugins;

/// <summary>
/// A network of 20 and 12 channels in training, whose gradients are compared with those of the same network in 64 bits. Its metric is the largest
/// deviation, as a share of the largest gradient.
/// </summary>
internal sealed class GradientTask : ITrainingTask
{
    public static VerdictMetric Verdict { get; } = new("test/deviation", HigherIsBetter: false, IsFraction: false);

    public ImmutableArray<TaskMetric> Metrics { get; } = [new("deviation", HigherIsBetter: false, "shares")];

    public ITaskSession Open(TaskContext context, CancellationToken ct) => new Session();

    private sealed class Session : ITaskSession
    {
        private readonly Sequential _network;
        private readonly OptimizerHelper _optimizer;

        public Session()
        {
            // Otherwise the weights are what the tests before have left of the generator.
            manual_seed(1).Dispose();
            _network = Network();
            _optimizer = Optimization.Create(new() { Epochs = 1, Rate = 0.01, Momentum = 0, WeightDecay = 0 }, _network.parameters());
            Networks = [new("network", _network, Compressed: true)];
            Optimizers = [new("optimizer", _optimizer)];
        }

        public IReadOnlyList<TaskNetwork> Networks { get; }

        public IReadOnlyList<TaskOptimizer> Optimizers { get; }

        public IReadOnlyList<Measurement> Step(long step)
        {
            var deviation = Deviation();
            _optimizer.step();
            return [new("deviation", deviation)];
        }

        public IReadOnlyList<Measurement> Evaluate(Split split, CancellationToken ct)
        {
            using var scope = NewDisposeScope();
            return [new("deviation", Deviation())];
        }

        public void Dispose()
        {
            _optimizer.Dispose();
            _network.Dispose();
        }

        private static Sequential Network() => Sequential(
            ("conv1", Conv2d(1, 20, 3)), ("relu1", ReLU()), ("conv2", Conv2d(20, 12, 3)), ("relu2", ReLU()), ("conv3", Conv2d(12, 9, 3)));

        private double Deviation()
        {
            using var exact = Network().to(ScalarType.Float64);
            exact.load_state_dict(_network.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.to(ScalarType.Float64)));
            using var images = randn(4, 1, 12, 12);
            foreach (var network in (Sequential[])[_network, exact])
            {
                network.zero_grad();
                var y = network.call(images.to(network.parameters().First().dtype));
                (y * y).mean().backward();
            }

            return _network.parameters().Zip(exact.parameters()).Max(pair =>
                (pair.First.grad!.to(ScalarType.Float64) - pair.Second.grad!).abs().max().item<double>() / pair.Second.grad!.abs().max().item<double>());
        }
    }
}
