namespace JointQP.Training.Checkpoints;

/// <summary>
/// Files that appear whole or not at all: written to a temporary name, flushed to disk, then renamed. Whoever is killed meanwhile, or finds the
/// disk full, leaves what was there before.
/// </summary>
internal static class DurableFile
{
    /// <summary>The ending of a file that is not finished.</summary>
    public const string TemporaryExtension = ".tmp";

    public static Stream Create(string path) => new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1 << 20);

    /// <summary>Writes a temporary file down to the disk, and tells its hash and size.</summary>
    public static (string Hash, long Bytes) Fill(string temporary, Func<string, Stream> create, Action<Stream> write)
    {
        using var file = create(temporary);
        using var hashing = new HashingStream(file);
        write(hashing);
        if (file is FileStream onDisk)
            onDisk.Flush(flushToDisk: true);
        else
            file.Flush();
        return (hashing.Hash(), hashing.Length);
    }

    /// <summary>Gives a temporary file its name for good.</summary>
    public static void Publish(string temporary, string path)
    {
        File.Move(temporary, path, overwrite: true);
        DurableFolder.Flush(Path.GetDirectoryName(path)!);
    }

    public static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It only takes space; failing the training for it would be worse.
        }
    }
}
