using System.Runtime.InteropServices;
using JointQP.Studies.Words;
using JointQP.Training.Tasks;
using static TorchSharp.torch;

namespace JointQP.Training.Data;

/// <summary>A run of consecutive images of a data set: what one split of a trial sees.</summary>
/// <remarks>
/// The rule, which no seed changes: training takes the first images of the training file, validation the last ones of the same file, test the
/// first of the test file. The published files are shuffled, so that a prefix holds every class; and a larger split contains the smaller.
/// </remarks>
internal sealed class ImageSplit
{
    private readonly LabeledImages _images;
    private readonly int _start;

    private ImageSplit(LabeledImages images, int start, int count) => (_images, _start, Count) = (images, start, count);

    /// <summary>How many images it has.</summary>
    public int Count { get; }

    /// <summary>Cuts a split out of a data set.</summary>
    /// <exception cref="EngineException">The spec asks for more images than there are.</exception>
    public static ImageSplit Of(ImageDataset data, SampleCounts samples, Split split)
    {
        Require(data.Name, "train and validation samples", (long)samples.Train + samples.Validation, data.Train.Count);
        Require(data.Name, "test samples", samples.Test, data.Test.Count);
        return split switch
        {
            Split.Train => new(data.Train, 0, samples.Train),
            Split.Validation => new(data.Train, data.Train.Count - samples.Validation, samples.Validation),
            _ => new(data.Test, 0, samples.Test),
        };
    }

    /// <summary>Copies images into <paramref name="images"/> [n, channels, height, width] as floats in [0, 1], labels into <paramref name="labels"/> [n].</summary>
    /// <param name="indices">Which images of the split.</param>
    /// <param name="images">Contiguous float32 on the CPU.</param>
    /// <param name="labels">Contiguous int64 on the CPU.</param>
    public void Copy(ReadOnlySpan<int> indices, Tensor images, Tensor labels)
    {
        var size = _images.Height * _images.Width;
        var values = MemoryMarshal.Cast<byte, float>(images.bytes);
        var classes = MemoryMarshal.Cast<byte, long>(labels.bytes);
        for (var i = 0; i < indices.Length; i++)
        {
            var image = _start + indices[i];
            classes[i] = _images.Labels[image];
            Scale(_images.Pixels.AsSpan(image * size, size), values.Slice(i * size, size));
        }
    }

    // [0, 1] and no standardization: the paper quantizes the input itself, and 8 bits of it then keep 7 of a pixel's 8.
    private static void Scale(ReadOnlySpan<byte> pixels, Span<float> values)
    {
        for (var i = 0; i < values.Length; i++)
            values[i] = pixels[i] * (1f / 255f);
    }

    private static void Require(string dataset, string what, long asked, int there)
    {
        if (asked > there)
            throw new EngineException($"Dataset '{dataset}' has {there} images for {what}, and the study asks for {asked}; ask for {there} or fewer.");
    }
}
