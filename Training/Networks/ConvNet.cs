using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace JointQP.Training.Networks;

/// <summary>
/// Two 3x3 convolutions (16 and 32 channels, no padding) and two linear layers (64 and the classes). Every inner layer is followed by batch
/// norm, whose output is the feature map that operators act on, and then by ReLU; the convolutions by 2x2 max pooling too.
/// </summary>
/// <remarks>Input [batch, channels, height, width], output logits [batch, classes]. 56,938 weights and biases for 28x28 grey images.</remarks>
internal sealed class ConvNet : Module<Tensor, Tensor>
{
    // libtorch registers submodules under their fields' names, and checkpoints carry those names.
#pragma warning disable IDE1006
    private readonly Conv2d conv1;
    private readonly SteadyBatchNorm norm1;
    private readonly Conv2d conv2;
    private readonly SteadyBatchNorm norm2;
    private readonly Linear linear1;
    private readonly SteadyBatchNorm norm3;
    private readonly Linear linear2;
#pragma warning restore IDE1006

    public ConvNet(ImageShape shape)
        : base("convnet")
    {
        var (height, width) = (Shrink(Shrink(shape.Height)), Shrink(Shrink(shape.Width)));
        if (height < 1 || width < 1)
            throw new EngineException($"Network 'convnet' needs images of 10x10 or more; these have {shape.Height}x{shape.Width}.");
        conv1 = Conv2d(shape.Channels, 16, 3);
        norm1 = new SteadyBatchNorm(16);
        conv2 = Conv2d(16, 32, 3);
        norm2 = new SteadyBatchNorm(32);
        linear1 = Linear(32 * height * width, 64);
        norm3 = new SteadyBatchNorm(64);
        linear2 = Linear(64, shape.Classes);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        var x = functional.max_pool2d(functional.relu(norm1.call(conv1.call(input))), 2);
        x = functional.max_pool2d(functional.relu(norm2.call(conv2.call(x))), 2);
        x = functional.relu(norm3.call(linear1.call(x.flatten(1))));
        return linear2.call(x);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            conv1.Dispose();
            norm1.Dispose();
            conv2.Dispose();
            norm2.Dispose();
            linear1.Dispose();
            norm3.Dispose();
            linear2.Dispose();
        }

        base.Dispose(disposing);
    }

    private static int Shrink(int size) => (size - 2) / 2;
}
