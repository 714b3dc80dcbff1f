namespace JointQP.Training.Checkpoints;

/// <summary>
/// Where the files of one study's checkpoints are kept: a folder (<see cref="FolderFiles"/>), or whatever else can name a content that is whole, such as a bucket
/// of an object store. What the files mean, and whether they are what was recorded, is <see cref="CheckpointStore"/>'s.
/// </summary>
public interface ICheckpointFiles
{
    /// <summary>Where that is, for people.</summary>
    string Place { get; }

    /// <summary>Writes a content in full, so that it outlives a power cut, under a name that says that it is not finished; an older one of that name is replaced.</summary>
    /// <param name="unfinished">Ends in <see cref="CheckpointStore.UnfinishedExtension"/>.</param>
    /// <param name="write">Writes it, from first to last byte.</param>
    /// <returns>Its SHA-256 in small hexadecimal digits, and its size.</returns>
    /// <exception cref="IOException">It could not be written; what there is of it counts for nothing.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    (string Hash, long Bytes) Fill(string unfinished, Action<Stream> write);

    /// <summary>Gives what was filled its name for good: whoever looks finds all of it there or nothing.</summary>
    /// <exception cref="IOException">It could not be done.</exception>
    void Publish(string unfinished, string name);

    /// <summary>A file to read, which knows its length and can be read again from its beginning; deleting it meanwhile does no harm.</summary>
    /// <exception cref="FileNotFoundException">There is none of this name.</exception>
    /// <exception cref="DirectoryNotFoundException">The same.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    Stream Open(string name);

    /// <summary>The names that begin so, unfinished ones among them.</summary>
    IEnumerable<string> Names(string prefix);

    /// <summary>Deletes a file, if it is there and can be deleted: it only takes space, and failing a training for it would be worse.</summary>
    void TryDelete(string name);
}
