using JointQP.Training.Data.Sources;

namespace JointQP.Training.Data;

/// <summary>
/// Fashion-MNIST (Xiao, Rasul, Vollgraf, arXiv 1708.07747): gray images of clothes in 10 classes, 28 x 28, 60,000 to train on and 10,000 to test on.
/// Looked for in <c>datasets/fashion-mnist</c> of the data directory (plain or .gz), then where Debian's package dataset-fashion-mnist puts it; else
/// downloaded from Zalando Research, or else taken out of that package without root.
/// </summary>
public sealed class FashionMnist : IDataSource
{
    private const string SetName = "fashion-mnist";
    // The content, the package, what is in it, and lists of packages.
    private const long Room = 200_000_000;
    private const string Package = "dataset-fashion-mnist";

    // The content that upstream publishes; its .gz files and Debian's differ in their headers, and hold this alike.
    private static readonly DatasetFile[] Files =
    [
        new("train-images-idx3-ubyte", 47_040_016, "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888"),
        new("train-labels-idx1-ubyte", 60_008, "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9"),
        new("t10k-images-idx3-ubyte", 7_840_016, "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b"),
        new("t10k-labels-idx1-ubyte", 10_008, "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"),
    ];

    // Both are named in upstream's README: the links, and the repository that holds the files in data/fashion.
    private static readonly Uri[] Mirrors =
    [
        new("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"),
        new("https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/"),
    ];

    private readonly Func<string, Action<string>, CancellationToken, Task<IReadOnlyList<byte[]>>> _contents;

    /// <summary>The data set as published.</summary>
    /// <param name="time">Measures retries and limits of a fetch.</param>
    public FashionMnist(TimeProvider time)
        : this(new DatasetFolder(
            SetName,
            Files,
            "/usr/share/datasets/fashion-mnist",
            $"apt-get install {Package}",
            [new HttpFetcher(SetName, Mirrors, SharedHandler, time, new()), new DebianPackageFetcher(Package, new ProcessRunner(time))],
            Room,
            time).LoadAsync)
    {
    }

    private FashionMnist(Func<string, Action<string>, CancellationToken, Task<IReadOnlyList<byte[]>>> contents) => _contents = contents;

    // One for the process, as a connection pool should be.
    private static SocketsHttpHandler SharedHandler { get; } = new();

    /// <inheritdoc/>
    public string Name => SetName;

    /// <summary>A smaller set in the same form, for tests: four files in a folder, each with its own size and checksum. Never fetched.</summary>
    /// <param name="folder">Where the files lie, whatever the data directory.</param>
    /// <param name="files">Training images, training labels, test images, test labels.</param>
    internal static FashionMnist FromFolder(string folder, IReadOnlyList<DatasetFile> files) => new((_, _, _) =>
        Task.FromResult<IReadOnlyList<byte[]>>([.. files.Select(file => DatasetFolder.Read(
            file, file.FindIn(folder) ?? Path.Combine(folder, file.Name + ".gz"), "Restore it."))]));

    /// <inheritdoc/>
    public (LabeledImages Train, LabeledImages Test) Load(string dataDirectory, Action<string> activity, CancellationToken cancellationToken)
    {
        // On the pool: a caller's synchronization context or scheduler must not be needed while its thread is blocked here.
        var contents = Task.Run(() => _contents(dataDirectory, activity, cancellationToken), cancellationToken).GetAwaiter().GetResult();
        return (Images(contents[0], contents[1]), Images(contents[2], contents[3]));
    }

    private static LabeledImages Images(byte[] images, byte[] labels)
    {
        var pixels = IdxArray.Parse(images);
        var classes = IdxArray.Parse(labels);
        if (pixels.Dimensions is not [int count, int height, int width] || classes.Dimensions is not [int labeled] || labeled != count)
            throw new FormatException("expected images in three dimensions and a label for each");
        return new LabeledImages(pixels.Values, classes.Values, count, height, width);
    }
}
