using JointQP.Training.Data.Sources;

namespace JointQP.Training.Data;

/// <summary>
/// Where the files of a data set lie and how they get there. Each file is looked for in the data directory, then where the system's package
/// puts it; what is missing is fetched into the data directory from the first place that gives it. A file that is there is never deleted or
/// replaced, whatever is wrong with it.
/// </summary>
/// <param name="name">The data set's name.</param>
/// <param name="files">Its files.</param>
/// <param name="packageFolder">Where the system's package puts them.</param>
/// <param name="package">What people do to get that package.</param>
/// <param name="fetchers">Places to fetch from, the first one first.</param>
/// <param name="room">Free bytes that a fetch takes while it lasts.</param>
/// <param name="time">Measures waits.</param>
internal sealed class DatasetFolder(
    string name, IReadOnlyList<DatasetFile> files, string packageFolder, string package, IReadOnlyList<IDatasetFetcher> fetchers,
    long room, TimeProvider time)
{
    private const long Megabyte = 1_000_000;

    /// <summary>The verified contents of all files, in their order.</summary>
    /// <exception cref="DatasetException">A file is wrong, or missing and not to be had, or there is no room for it.</exception>
    public async Task<IReadOnlyList<byte[]>> LoadAsync(string dataDirectory, Action<string> activity, CancellationToken cancellationToken)
    {
        string datasets = Path.Combine(dataDirectory, "datasets");
        string own = Path.Combine(datasets, name);
        if (Missing(own).Count > 0)
        {
            try
            {
                Directory.CreateDirectory(own);
                using var one = await DatasetLock.AcquireAsync(
                    Path.Combine(datasets, $".{name}.lock"), () => activity($"waiting for another worker that fetches {name}"), time, cancellationToken);
                // While this worker waited, another may have fetched.
                if (Missing(own) is { Count: > 0 } missing)
                    await FetchAsync(missing, datasets, own, activity, cancellationToken);
            }
            catch (Exception e) when (e is (IOException or UnauthorizedAccessException) and not DatasetException)
            {
                throw new DatasetException(
                    $"{name} cannot be stored in {own}: {e.Message.TrimEnd('.')}. Make room there or let this user write there, or choose another data directory.", e);
            }
        }

        return [.. files.Select(file => ReadFrom(file, own))];
    }

    /// <summary>Reads one file that should be there.</summary>
    /// <param name="mend">What to do when it is wrong.</param>
    public static byte[] Read(DatasetFile file, string path, string mend)
    {
        try
        {
            return file.Read(path);
        }
        catch (FormatException e)
        {
            throw new DatasetException($"{path} is damaged or another file: {e.Message}. {mend}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException($"{path} cannot be read: {e.Message} {mend}", e);
        }
    }

    private byte[] ReadFrom(DatasetFile file, string own) => file.FindIn(own) is { } path
        ? Read(file, path, "Delete it to have it fetched again.")
        : Read(
            file,
            file.FindIn(packageFolder) ?? Path.Combine(packageFolder, file.Name + ".gz"),
            $"Install the package anew ({package}), or put the right file into {own}, which comes first.");

    private List<DatasetFile> Missing(string own) => [.. files.Where(file => file.FindIn(own) is null && file.FindIn(packageFolder) is null)];

    private async Task FetchAsync(
        IReadOnlyList<DatasetFile> missing, string datasets, string own, Action<string> activity, CancellationToken cancellationToken)
    {
        // Programs that meet a full disk do not say so, and some of them hang.
        if (new DriveInfo(datasets).AvailableFreeSpace is long free && free < room)
            throw new IOException($"{free / Megabyte:N0} MB are free, and fetching takes {room / Megabyte:N0} MB.");

        // We hold the lock, so what lies here was left by a process that was killed.
        foreach (string left in Directory.EnumerateDirectories(datasets, $".{name}.fetch-*"))
            TryDelete(left);
        string scratch = Directory.CreateDirectory(Path.Combine(datasets, $".{name}.fetch-{Environment.ProcessId}")).FullName;
        var reasons = new List<string>();
        try
        {
            foreach (var fetcher in fetchers)
            {
                try
                {
                    var contents = await fetcher.FetchAsync(missing, scratch, activity, cancellationToken);
                    foreach (var (file, content) in missing.Zip(contents))
                        Store(content, Path.Combine(scratch, file.Name), Path.Combine(own, file.Name));
                    return;
                }
                catch (FetchException e)
                {
                    reasons.Add($"\n  {fetcher.Name}: {e.Message}");
                }
            }
        }
        finally
        {
            TryDelete(scratch);
        }

        throw new DatasetException(
            $"{name} is neither in {own} nor in {packageFolder}, and cannot be fetched:{string.Concat(reasons)}\n"
            + $"Put {string.Join(", ", missing.Select(file => file.Name + ".gz"))} into {own}, or install the package ({package}).");
    }

    /// <summary>Flushed and then renamed: a file under its own name is whole, whenever the process or the machine dies.</summary>
    private static void Store(byte[] content, string temporary, string path)
    {
        using (var file = File.Create(temporary))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }

        try
        {
            File.Move(temporary, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            // Someone put it there meanwhile; what is there is verified on load.
        }
    }

    private static void TryDelete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What cannot be deleted now is in nobody's way, and must not hide why the fetch ended.
        }
    }
}
