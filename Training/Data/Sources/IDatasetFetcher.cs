namespace JointQP.Training.Data.Sources;

/// <summary>A place outside this machine from which the files of a data set can be had.</summary>
internal interface IDatasetFetcher
{
    /// <summary>What people call the place.</summary>
    string Name { get; }

    /// <summary>Gets the verified contents of the files, in their order. Whatever it must store meanwhile goes into <paramref name="scratch"/>.</summary>
    /// <exception cref="FetchException">The place does not give them; the message is the reason, for people.</exception>
    Task<IReadOnlyList<byte[]>> FetchAsync(
        IReadOnlyList<DatasetFile> files, string scratch, Action<string> activity, CancellationToken cancellationToken);
}

/// <summary>A place that does not give what was asked of it: the next one is tried.</summary>
internal sealed class FetchException(string reason, Exception? inner = null) : Exception(reason, inner);
