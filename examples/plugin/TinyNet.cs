using JointQP.Training.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DenoisePlugin;

/// <summary>A small classifier. Input [batch, channels, height, width], output logits [batch, classes].</summary>
internal sealed class TinyNet : Module<Tensor, Tensor>
{
    // TorchSharp registers layers under their fields' names, and weights files carry those names.
    private readonly Conv2d conv1;
    private readonly SteadyBatchNorm norm1;
    private readonly Conv2d conv2;
    private readonly SteadyBatchNorm norm2;
    private readonly Linear linear;

    public TinyNet(ImageShape shape)
        : base("tiny-net")
    {
        conv1 = Conv2d(shape.Channels, 16, 3, stride: 2);
        norm1 = new SteadyBatchNorm(16);
        conv2 = Conv2d(16, 32, 3, stride: 2);
        norm2 = new SteadyBatchNorm(32);
        linear = Linear(32, shape.Classes);
        RegisterComponents();
    }

    // By call, not by forward: operators attach to the calls.
    public override Tensor forward(Tensor input)
    {
        var x = functional.relu(norm1.call(conv1.call(input)));
        x = functional.relu(norm2.call(conv2.call(x)));
        return linear.call(x.mean([2, 3]));
    }
}
