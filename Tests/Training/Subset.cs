using JointQP.Training.Data;

namespace JointQP.Tests.Training;

/// <summary>Real Fashion-MNIST, made small: 640 training and 256 test images. Its origin is told beside the files.</summary>
internal static class Subset
{
    private static readonly DatasetFile[] Files =
    [
        new("train-images-idx3-ubyte", 501_776, "8de7182bddae336547420d67a387579fec2e0fd9b4613be53e11c467b5777932"),
        new("train-labels-idx1-ubyte", 648, "6d27c3d1e4acf70d417c425d6076e298ffa8cbf931e00b0f00c54ffaba1cdec3"),
        new("t10k-images-idx3-ubyte", 200_720, "63dfac4062db99715de9e7bb52d6e525528f14d7fb6d49fbc8f31023ed06265b"),
        new("t10k-labels-idx1-ubyte", 264, "ab4a18827ccc2305edd145a04a71ce517d213e537a681c46196d520bc1b23536"),
    ];

    /// <summary>The folder of the four .gz files.</summary>
    public static string Folder => Path.Combine(AppContext.BaseDirectory, "Data", "fashion-mnist-subset");

    /// <summary>The subset as a data source, whatever data directory it is given.</summary>
    public static IDataSource Source => FashionMnist.FromFolder(Folder, Files);

    /// <summary>What the files of the subset must hold.</summary>
    public static IReadOnlyList<DatasetFile> Contents => Files;

    /// <summary>The images.</summary>
    public static (LabeledImages Train, LabeledImages Test) Load() => Source.Load("", _ => { }, TestContext.Current.CancellationToken);
}
