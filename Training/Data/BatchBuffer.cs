using JointQP.Training.Networks;
using static TorchSharp.torch;

namespace JointQP.Training.Data;

/// <summary>Memory of one batch of images, filled anew every step.</summary>
/// <param name="size">The most images it holds.</param>
/// <param name="shape">Of an image.</param>
internal sealed class BatchBuffer(int size, ImageShape shape) : IDisposable
{
    private readonly Tensor _images = zeros(size, shape.Channels, shape.Height, shape.Width).DetachFromDisposeScope();
    private readonly Tensor _labels = zeros(size, ScalarType.Int64).DetachFromDisposeScope();

    /// <summary>
    /// The images [n, channels, height, width] in [0, 1] and labels [n] of a split at <paramref name="indices"/> on
    /// <paramref name="device"/>; valid until the next call.
    /// </summary>
    public (Tensor Images, Tensor Labels) Fill(ImageSplit split, ReadOnlySpan<int> indices, Device device)
    {
        var (images, labels) = (_images.narrow(0, 0, indices.Length), _labels.narrow(0, 0, indices.Length));
        split.Copy(indices, images, labels);
        return (images.to(device), labels.to(device));
    }

    public void Dispose()
    {
        _images.Dispose();
        _labels.Dispose();
    }
}
