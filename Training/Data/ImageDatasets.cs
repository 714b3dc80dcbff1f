namespace JointQP.Training.Data;

/// <summary>A published set of labelled images with its own division into training and test images.</summary>
/// <param name="Name">What a spec calls it.</param>
/// <param name="Train">Training images; validation images are taken from their end.</param>
/// <param name="Test">Test images.</param>
internal sealed record ImageDataset(string Name, LabeledImages Train, LabeledImages Test)
{
    /// <summary>Labels lie in [0, classes).</summary>
    public int Classes { get; } = Train.Labels.Max() + 1;
}

/// <summary>
/// The image data sets a spec may name. Keeps what it loaded, because a worker trains many stages on the same data. Used by one thread at a
/// time.
/// </summary>
internal sealed class ImageDatasets(params IDataSource[] sources)
{
    private readonly Catalog<IDataSource> _sources = new("dataset", [.. sources.Select(source => (source.Name, source))]);
    private readonly Dictionary<(string Directory, string Name), ImageDataset> _loaded = [];

    /// <summary>All that JointQP knows. Adding one is an <see cref="IDataSource"/> and a word here.</summary>
    public static ImageDatasets Published(TimeProvider time) => new(new FashionMnist(time));

    /// <summary>Finds, fetches if need be, and reads a data set; a load that failed is tried again the next time.</summary>
    /// <exception cref="EngineException">No data set has that name.</exception>
    /// <exception cref="DatasetException">It is damaged or not to be had.</exception>
    public ImageDataset Load(string name, string dataDirectory, Action<string> activity, CancellationToken ct)
    {
        var key = (Path.GetFullPath(dataDirectory), name);
        if (!_loaded.TryGetValue(key, out var data))
        {
            var (train, test) = _sources.Find(name).Load(dataDirectory, activity, ct);
            _loaded[key] = data = new ImageDataset(name, train, test);
        }

        return data;
    }
}
