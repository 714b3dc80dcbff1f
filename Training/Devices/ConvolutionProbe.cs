using static TorchSharp.torch;

namespace JointQP.Training.Devices;

/// <summary>
/// One convolution whose every right answer is known exactly: images, weights and incoming gradients are small whole numbers, so that each sum is a
/// whole number that a float holds, whatever the order of its terms. A right kernel gives the answer of the loops below to the last bit.
/// </summary>
/// <param name="Inputs">Channels of the input.</param>
/// <param name="Outputs">Channels of the output.</param>
internal readonly record struct ConvolutionProbe(int Inputs, int Outputs)
{
    private const int Batch = 2;
    private const int Size = 6;
    private const int Kernel = 3;
    private const int Padding = 1;

    /// <summary>Whether output, input gradient and weight gradient are all right, on the calling thread with its number of threads.</summary>
    public bool IsRight()
    {
        using var scope = NewDisposeScope();
        float[] image = Whole(Batch * Inputs * Size * Size), weight = Whole(Outputs * Inputs * Kernel * Kernel), above = Whole(Batch * Outputs * Size * Size);
        using var x = tensor(image, [Batch, Inputs, Size, Size], requires_grad: true);
        using var w = tensor(weight, [Outputs, Inputs, Kernel, Kernel], requires_grad: true);
        var y = nn.functional.conv2d(x, w, padding: [Padding, Padding]);
        y.backward([tensor(above, y.shape)]);
        var (output, inputGradient, weightGradient) = Loops(image, weight, above);
        return Is(y, output) && Is(x.grad!, inputGradient) && Is(w.grad!, weightGradient);
    }

    // Fixed numbers from -4 to 4 without a period that fits the channels; libtorch's generator stays as it is.
    private static float[] Whole(int count) => [.. Enumerable.Range(0, count).Select(i => (float)((((long)i * i * 7) + (i * 3L)) % 11 % 9) - 4)];

    private static bool Is(Tensor found, float[] right) => found.detach().contiguous().data<float>().ToArray().AsSpan().SequenceEqual(right);

    private (float[] Output, float[] InputGradient, float[] WeightGradient) Loops(float[] image, float[] weight, float[] above)
    {
        var (output, inputGradient, weightGradient) = (new float[above.Length], new float[image.Length], new float[weight.Length]);
        for (var at = 0; at < above.Length; at++)
        {
            var (column, row, o, n) = (at % Size, at / Size % Size, at / (Size * Size) % Outputs, at / (Size * Size * Outputs));
            for (var tap = 0; tap < Inputs * Kernel * Kernel; tap++)
            {
                var (i, down, right) = (tap / (Kernel * Kernel), row + (tap / Kernel % Kernel) - Padding, column + (tap % Kernel) - Padding);
                if (down is < 0 or >= Size || right is < 0 or >= Size)
                    continue;
                var (from, by) = ((((((n * Inputs) + i) * Size) + down) * Size) + right, (o * Inputs * Kernel * Kernel) + tap);
                output[at] += image[from] * weight[by];
                inputGradient[from] += above[at] * weight[by];
                weightGradient[by] += above[at] * image[from];
            }
        }

        return (output, inputGradient, weightGradient);
    }
}
