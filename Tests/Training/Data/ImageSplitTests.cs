using JointQP.Training.Data;
using JointQP.Training.Tasks;
using static TorchSharp.torch;

namespace JointQP.Tests.Training.Data;

public sealed class ImageSplitTests
{
    // Six training and two test images of one row and two columns, each telling its own number.
    private static readonly ImageDataset Data = new("tiny", Images(0, 6), Images(6, 2));

    [Theory]
    [InlineData(nameof(Split.Train), new long[] { 0, 1, 2 })]
    [InlineData(nameof(Split.Validation), new long[] { 4, 5 })]
    [InlineData(nameof(Split.Test), new long[] { 6 })]
    public void Of_Split_TakesItsImagesAndNoOthers(string split, long[] expected)
    {
        var images = ImageSplit.Of(Data, new(3, 2, 1), Enum.Parse<Split>(split));
        using var pixels = zeros(images.Count, 1, 1, 2);
        using var labels = zeros(images.Count, ScalarType.Int64);
        images.Copy([.. Enumerable.Range(0, images.Count)], pixels, labels);
        Assert.Equal(expected, labels.data<long>().ToArray());
        Assert.Equal(expected.SelectMany(n => new[] { n * (1f / 255f), 255 * (1f / 255f) }), pixels.data<float>().ToArray());
    }

    private static LabeledImages Images(int first, int count)
    {
        byte[] numbers = [.. Enumerable.Range(first, count).Select(n => (byte)n)];
        return new([.. numbers.SelectMany(n => new byte[] { n, 255 })], numbers, count, 1, 2);
    }
}
