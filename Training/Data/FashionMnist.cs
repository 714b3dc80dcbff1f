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

    // The first images of each class; Samples/fashion-mnist/README.md tells how they were chosen.
    private static readonly DatasetFile[] SampleFiles =
    [
        new("train-images-idx3-ubyte", 501_776, "8de7182bddae336547420d67a387579fec2e0fd9b4613be53e11c467b5777932"),
        new("train-labels-idx1-ubyte", 648, "6d27c3d1e4acf70d417c425d6076e298ffa8cbf931e00b0f00c54ffaba1cdec3"),
        new("t10k-images-idx3-ubyte", 200_720, "63dfac4062db99715de9e7bb52d6e525528f14d7fb6d49fbc8f31023ed06265b"),
        new("t10k-labels-idx1-ubyte", 264, "ab4a18827ccc2305edd145a04a71ce517d213e537a681c46196d520bc1b23536"),
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
        : this(SetName, new DatasetFolder(
            SetName,
            Files,
            "/usr/share/datasets/fashion-mnist",
            $"apt-get install {Package}",
            [new HttpFetcher(SetName, Mirrors, SharedHandler, time, new()), new DebianPackageFetcher(Package, new ProcessRunner(time))],
            Room,
            time).LoadAsync)
    {
    }

    private FashionMnist(string name, Func<string, Action<string>, CancellationToken, Task<IReadOnlyList<byte[]>>> contents)
    {
        Name = name;
        _contents = contents;
    }

    // One for the process, as a connection pool should be.
    private static SocketsHttpHandler SharedHandler { get; } = new();

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>640 training and 256 test images that are part of this assembly: for tests and for trying things without a download.</summary>
    public static IDataSource Sample { get; } = new FashionMnist(SetName + "-sample", (_, _, _) =>
        Task.FromResult<IReadOnlyList<byte[]>>([.. SampleFiles.Select(ReadSample)]));

    /// <summary>A file of the sample as it is in the assembly.</summary>
    internal static Stream SampleStream(string file) => typeof(FashionMnist).Assembly.GetManifestResourceStream("fashion-mnist-sample/" + file)
        ?? throw new InvalidOperationException($"{file} is not part of the assembly.");

    /// <inheritdoc/>
    public (LabeledImages Train, LabeledImages Test) Load(string dataDirectory, Action<string> activity, CancellationToken cancellationToken)
    {
        // On the pool: a caller's synchronization context or scheduler must not be needed while its thread is blocked here.
        var contents = Task.Run(() => _contents(dataDirectory, activity, cancellationToken), cancellationToken).GetAwaiter().GetResult();
        return (Images(contents[0], contents[1]), Images(contents[2], contents[3]));
    }

    private static byte[] ReadSample(DatasetFile file)
    {
        using var stream = SampleStream(file.Name + ".gz");
        return file.Read(stream, compressed: true);
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
