using JointQP.Training.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DenoisePlugin;

/// <summary>Four convolutions that keep the size, and the mean of the last one's channels. Input and output [batch, 1, height, width].</summary>
internal sealed class Denoiser : Module<Tensor, Tensor>
{
    private readonly Conv2d conv1;
    private readonly SteadyBatchNorm norm1;
    private readonly Conv2d conv2;
    private readonly SteadyBatchNorm norm2;
    private readonly Conv2d conv3;
    private readonly SteadyBatchNorm norm3;
    private readonly Conv2d conv4;

    public Denoiser()
        : base("denoiser")
    {
        conv1 = Conv2d(1, 16, 3, padding: 1);
        norm1 = new SteadyBatchNorm(16);
        conv2 = Conv2d(16, 16, 3, padding: 1);
        norm2 = new SteadyBatchNorm(16);
        conv3 = Conv2d(16, 16, 3, padding: 1);
        norm3 = new SteadyBatchNorm(16);
        conv4 = Conv2d(16, 16, 3, padding: 1);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        var x = functional.relu(norm1.call(conv1.call(input)));
        x = functional.relu(norm2.call(conv2.call(x)));
        x = functional.relu(norm3.call(conv3.call(x)));
        return conv4.call(x).mean([1], keepdim: true);
    }
}
