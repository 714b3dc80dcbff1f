using JointQP.Training.Data;

namespace JointQP.Tests.Training.Data;

public sealed class FashionMnistTests
{
    [Fact]
    public void Load_Subset_HasItsImagesInOrderWithBalancedClasses()
    {
        var (train, test) = Subset.Load();

        Assert.Equal((640, 28, 28, 640 * 28 * 28, 640), (train.Count, train.Height, train.Width, train.Pixels.Length, train.Labels.Length));
        Assert.Equal((256, 28, 28, 256 * 28 * 28, 256), (test.Count, test.Height, test.Width, test.Pixels.Length, test.Labels.Length));
        Assert.All(Enumerable.Range(0, 10), c => Assert.Equal(64, train.Labels.Count(label => label == c)));
        Assert.All(Enumerable.Range(0, 10), c => Assert.InRange(test.Labels.Count(label => label == c), 25, 26));
        // The published set begins with these labels.
        Assert.Equal([9, 0, 0, 3, 0, 2, 7, 2, 5, 5], train.Labels[..10]);
        Assert.Equal([9, 2, 1, 1, 6, 1, 4, 6, 5, 7], test.Labels[..10]);
        // An ankle boot: empty above, filled below.
        Assert.All(train.Pixels[..28], pixel => Assert.Equal(0, pixel));
        Assert.True(train.Pixels[(20 * 28)..(21 * 28)].Average(pixel => pixel) > 128);
    }

    [Fact]
    public void Load_SubsetInPlaceOfTheWholeSet_IsRefused()
    {
        using var data = new TemporaryFolder();
        Directory.CreateDirectory(data["datasets", "fashion-mnist"]);
        foreach (string file in Directory.EnumerateFiles(Subset.Folder, "*.gz"))
            File.Copy(file, data["datasets", "fashion-mnist", Path.GetFileName(file)]);

        var error = Assert.Throws<DatasetException>(
            () => new FashionMnist(TimeProvider.System).Load(data.Path, _ => { }, TestContext.Current.CancellationToken));

        Assert.Contains(data["datasets", "fashion-mnist", "train-images-idx3-ubyte.gz"], error.Message, StringComparison.Ordinal);
        Assert.Contains("expected 47,040,016 bytes, found 501,776. Delete it to have it fetched again.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_MissingFileOfAFixedFolder_NamesIt()
    {
        using var empty = new TemporaryFolder();

        var error = Assert.Throws<DatasetException>(
            () => FashionMnist.FromFolder(empty.Path, Subset.Contents).Load("", _ => { }, TestContext.Current.CancellationToken));

        Assert.Contains(empty["train-images-idx3-ubyte.gz"], error.Message, StringComparison.Ordinal);
    }
}
