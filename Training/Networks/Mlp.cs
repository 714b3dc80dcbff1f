using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace JointQP.Training.Networks;

/// <summary>
/// Three linear layers: 256, 128 and the classes. The inner ones are followed by batch norm, whose output is the feature map that operators act
/// on, and then by ReLU. Some ten times as fast as the smallest network of convolutions, for studies of many trials without a GPU.
/// </summary>
/// <remarks>Input [batch, channels, height, width], output logits [batch, classes]. 235,914 weights and biases for 28x28 grey images.</remarks>
internal sealed class Mlp : Module<Tensor, Tensor>
{
    // libtorch registers submodules under their fields' names, and checkpoints carry those names.
#pragma warning disable IDE1006
    private readonly Linear linear1;
    private readonly SteadyBatchNorm norm1;
    private readonly Linear linear2;
    private readonly SteadyBatchNorm norm2;
    private readonly Linear linear3;
#pragma warning restore IDE1006

    public Mlp(ImageShape shape)
        : base("mlp")
    {
        linear1 = Linear(shape.Channels * shape.Height * shape.Width, 256);
        norm1 = new SteadyBatchNorm(256);
        linear2 = Linear(256, 128);
        norm2 = new SteadyBatchNorm(128);
        linear3 = Linear(128, shape.Classes);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        var x = functional.relu(norm1.call(linear1.call(input.flatten(1))));
        x = functional.relu(norm2.call(linear2.call(x)));
        return linear3.call(x);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            linear1.Dispose();
            norm1.Dispose();
            linear2.Dispose();
            norm2.Dispose();
            linear3.Dispose();
        }

        base.Dispose(disposing);
    }
}
