using JointQP.Studies.Words;
using JointQP.Training.Data;
using JointQP.Training.Networks;
using JointQP.Training.Optimizers;
using JointQP.Training.Randomness;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace JointQP.Training.Tasks.Classification;

/// <summary>One classifier in training.</summary>
internal sealed class ClassificationSession : ITaskSession
{
    // A fixed size, so that the last bits of a metric do not depend on the batch size of the training.
    private const int EvaluationBatch = 250;

    private readonly TrialSpec _spec;
    private readonly Module<Tensor, Tensor> _network;
    private readonly OptimizerHelper _optimizer;
    private readonly Device _device;
    private readonly Dictionary<Split, ImageSplit> _splits;
    private readonly BatchBuffer _trainBuffer;
    private readonly BatchBuffer _evaluationBuffer;
    private readonly Measurement[] _losses = new Measurement[1];
    private readonly int[] _order;
    private long _orderedEpoch = -1;

    public ClassificationSession(TaskContext context, ImageDataset data)
    {
        var (spec, device) = (context.Spec, context.Device);
        // First of all: what the data set cannot give is found before a network takes memory.
        _splits = Enum.GetValues<Split>().ToDictionary(split => split, split => ImageSplit.Of(data, spec.Samples, split));
        _spec = spec;
        _device = device;
        var shape = new ImageShape(Channels: 1, data.Train.Height, data.Train.Width, data.Classes);
        _network = context.CreateClassifier(shape).to(device);
        _network.train();
        _optimizer = Optimization.Create(spec.Training, _network.parameters());
        _trainBuffer = new BatchBuffer(spec.Training.Batch, shape);
        _evaluationBuffer = new BatchBuffer(EvaluationBatch, shape);
        _order = new int[spec.Samples.Train];
        Networks = [new("network", _network, Compressed: true)];
        Optimizers = [new("optimizer", _optimizer)];
    }

    public IReadOnlyList<TaskNetwork> Networks { get; }

    public IReadOnlyList<TaskOptimizer> Optimizers { get; }

    public IReadOnlyList<Measurement> Step(long step)
    {
        var (images, labels) = _trainBuffer.Fill(_splits[Split.Train], BatchAt(step), _device);
        Optimization.SetRate(_optimizer, Optimization.RateAt(_spec.Training, step, _spec.TotalSteps));
        _optimizer.zero_grad();
        using var loss = functional.cross_entropy(_network.call(images), labels);
        loss.backward();
        _optimizer.step();
        _losses[0] = new Measurement("loss", loss.item<float>());
        return _losses;
    }

    public IReadOnlyList<Measurement> Evaluate(Split split, CancellationToken ct)
    {
        var samples = _splits[split];
        var indices = Enumerable.Range(0, samples.Count).ToArray();
        var (correct, loss) = (0L, 0.0);
        _network.eval();
        using (no_grad())
        {
            for (var start = 0; start < samples.Count; start += EvaluationBatch)
            {
                ct.ThrowIfCancellationRequested();
                using var scope = NewDisposeScope();
                var batch = indices.AsSpan(start, Math.Min(EvaluationBatch, samples.Count - start));
                var (images, labels) = _evaluationBuffer.Fill(samples, batch, _device);
                var logits = _network.call(images);
                correct += logits.argmax(1).eq(labels).sum().item<long>();
                loss += functional.cross_entropy(logits, labels, reduction: Reduction.Sum).item<float>();
            }
        }

        _network.train();
        return [new("accuracy", (double)correct / samples.Count), new("loss", loss / samples.Count)];
    }

    public void Dispose()
    {
        _trainBuffer.Dispose();
        _evaluationBuffer.Dispose();
        _optimizer.Dispose();
        _network.Dispose();
    }

    private ReadOnlySpan<int> BatchAt(long step)
    {
        var (epoch, position) = Math.DivRem(step, _spec.StepsPerEpoch);
        if (epoch != _orderedEpoch)
        {
            new SeededRandom(_spec.Seed, Purpose.DataOrder, epoch).Permute(_order);
            _orderedEpoch = epoch;
        }

        return _order.AsSpan((int)position * _spec.Training.Batch, _spec.Training.Batch);
    }
}
