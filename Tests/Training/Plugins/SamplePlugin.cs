using System.Collections.Immutable;
using JointQP.Training.Data;
using JointQP.Training.Networks;
using JointQP.Training.Plugins;
using JointQP.Training.Tasks;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace JointQP.Tests.Training.Plugins;

/// <summary>The tests' own assembly is a plug-in too.</summary>
public sealed class SamplePlugin : IPlugin
{
    public void Register(PluginRegistry registry)
    {
        registry.AddNetwork("flat", shape => new Flat(shape, fails: false));
        registry.AddNetwork("throws", shape => new Flat(shape, fails: true));
        registry.AddTask("odd", new OddTask(), ["odd-net"], ["odd-data"]);
        registry.AddTask("gradients", new GradientTask(), ["twelve"], ["none"]);
        registry.AddDataset(new Copy());
    }

    /// <summary>JointQP's sample under another name.</summary>
    private sealed class Copy : IDataSource
    {
        public string Name => "copy";

        public (LabeledImages Train, LabeledImages Test) Load(string dataDirectory, Action<string> activity, CancellationToken cancellationToken) =>
            FashionMnist.Sample.Load(dataDirectory, activity, cancellationToken);
    }

    private sealed class OddTask : ITrainingTask
    {
        public ImmutableArray<TaskMetric> Metrics { get; } = [new("oddness", HigherIsBetter: false, "odds")];

        // A cancellation that nobody asked for.
        public ITaskSession Open(TaskContext context, CancellationToken ct) => throw new OperationCanceledException("out of odds");
    }

    private sealed class Flat : Module<Tensor, Tensor>
    {
        private readonly bool _fails;
#pragma warning disable IDE1006 // libtorch registers submodules under their fields' names.
        private readonly Linear linear;
#pragma warning restore IDE1006

        public Flat(ImageShape shape, bool fails)
            : base("flat")
        {
            _fails = fails;
            linear = Linear(shape.Channels * shape.Height * shape.Width, shape.Classes);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => _fails ? throw new InvalidOperationException("no such luck") : linear.call(input.flatten(1));
    }
}
