namespace JointQP.Training.Checkpoints;

/// <summary>Checkpoints as files of a folder, which is made when first written to.</summary>
/// <param name="folder">The folder.</param>
public sealed class FolderFiles(string folder) : ICheckpointFiles
{
    /// <inheritdoc/>
    public string Place => folder;

    /// <summary>Opens a new file.</summary>
    internal Func<string, Stream> Create { get; init; } = DurableFile.Create;

    /// <inheritdoc/>
    public (string Hash, long Bytes) Fill(string unfinished, Action<Stream> write)
    {
        Directory.CreateDirectory(folder);
        return DurableFile.Fill(PathOf(unfinished), Create, write);
    }

    /// <inheritdoc/>
    public void Publish(string unfinished, string name) => DurableFile.Publish(PathOf(unfinished), PathOf(name));

    /// <inheritdoc/>
    public Stream Open(string name) => new FileStream(PathOf(name), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 1 << 20);

    /// <inheritdoc/>
    public IEnumerable<string> Names(string prefix) =>
        Directory.Exists(folder) ? Directory.EnumerateFiles(folder, prefix + "*").Select(path => Path.GetFileName(path)) : [];

    /// <inheritdoc/>
    public void TryDelete(string name) => DurableFile.TryDelete(PathOf(name));

    private string PathOf(string name) => Path.Combine(folder, name);
}
