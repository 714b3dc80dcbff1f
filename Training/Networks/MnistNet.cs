using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace JointQP.Training.Networks;

/// <summary>
/// The network of the authors' MNIST example (paper, placement): two 3x3 convolutions (32 and 64 channels, no padding), 2x2 max pooling, and
/// two linear layers (128 and the classes). Every inner layer is followed by batch norm, whose output is the feature map that operators act
/// on, and then by ReLU. Dropout of 0.25 before the first linear layer and of 0.5 before the last.
/// </summary>
/// <remarks>
/// Input [batch, channels, height, width], output logits [batch, classes]. For 28x28 grey images 9,216 inputs to the linear layers and
/// 1,200,330 weights and biases. Dropout draws from libtorch's generator, which the trainer seeds for every step.
/// </remarks>
internal sealed class MnistNet : Module<Tensor, Tensor>
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

    public MnistNet(ImageShape shape)
        : base("mnist-net")
    {
        var (height, width) = ((shape.Height - 4) / 2, (shape.Width - 4) / 2);
        if (height < 1 || width < 1)
            throw new EngineException($"Network 'mnist-net' needs images of 6x6 or more; these have {shape.Height}x{shape.Width}.");
        conv1 = Conv2d(shape.Channels, 32, 3);
        norm1 = new SteadyBatchNorm(32);
        conv2 = Conv2d(32, 64, 3);
        norm2 = new SteadyBatchNorm(64);
        linear1 = Linear(64 * height * width, 128);
        norm3 = new SteadyBatchNorm(128);
        linear2 = Linear(128, shape.Classes);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        var x = functional.relu(norm1.call(conv1.call(input)));
        x = functional.max_pool2d(functional.relu(norm2.call(conv2.call(x))), 2);
        x = functional.dropout(x, 0.25, training).flatten(1);
        x = functional.dropout(functional.relu(norm3.call(linear1.call(x))), 0.5, training);
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
}
