using System.ComponentModel;

namespace JointQP.Training.Data.Sources;

/// <summary>
/// Takes files out of a Debian package without installing it, so without root. Machines without internet often still reach a mirror of their
/// distribution.
/// </summary>
/// <param name="package">The package's name.</param>
/// <param name="processes">Runs apt-get and dpkg-deb.</param>
internal sealed class DebianPackageFetcher(string package, IProcessRunner processes) : IDatasetFetcher
{
    private static readonly string[] Programs = ["apt-get", "dpkg-deb"];
    private static readonly TimeSpan UpdateLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan DownloadLimit = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan UnpackLimit = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    public string Name => $"Debian's package {package}";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<byte[]>> FetchAsync(
        IReadOnlyList<DatasetFile> files, string scratch, Action<string> activity, CancellationToken cancellationToken)
    {
        if (Programs.FirstOrDefault(program => !processes.Has(program)) is { } missing)
            throw new FetchException($"this system has no {missing}");

        activity($"fetching {Name}");
        string archive = await DownloadAsync(scratch, activity, cancellationToken);

        activity($"unpacking {Name}");
        string unpacked = Path.Combine(scratch, "package");
        await RunAsync("dpkg-deb", ["-x", archive, unpacked], scratch, UnpackLimit, cancellationToken);
        return [.. files.Select(file => Read(file, unpacked))];
    }

    private async Task<string> DownloadAsync(string scratch, Action<string> activity, CancellationToken cancellationToken)
    {
        string[] download = [.. Patience, "download", package];
        try
        {
            await RunAsync("apt-get", download, scratch, DownloadLimit, cancellationToken);
        }
        catch (FetchException)
        {
            // No lists of packages, as in a fresh container, or stale ones. Renewing the system's own takes root, and is not ours to do:
            // lists of our own do as well.
            activity($"fetching {Name}: lists of packages");
            string lists = Directory.CreateDirectory(Path.Combine(scratch, "lists", "partial")).Parent!.FullName;
            string cache = Directory.CreateDirectory(Path.Combine(scratch, "cache", "archives", "partial")).Parent!.Parent!.FullName;
            string[] own = ["-o", $"Dir::State::lists={lists}", "-o", $"Dir::Cache={cache}", "-o", "APT::Sandbox::User=root", "-o", "Acquire::Languages=none"];
            // One unreachable source of several fails an update that brought the list we need, so its outcome decides nothing.
            string update = await TryAsync("apt-get", [.. own, .. Patience, "update"], scratch, UpdateLimit, cancellationToken);
            activity($"fetching {Name}");
            if (await TryAsync("apt-get", [.. own, .. download], scratch, DownloadLimit, cancellationToken) is { Length: > 0 } reason)
                throw new FetchException(update.Length > 0 ? $"{reason}; {update}" : reason);
        }

        return Directory.EnumerateFiles(scratch, "*.deb").FirstOrDefault() ?? throw new FetchException("apt-get left no package");
    }

    // The methods of apt have no limit on silence shorter than minutes.
    private static string[] Patience => ["-q", "-o", "Acquire::Retries=1", "-o", "Acquire::http::Timeout=10", "-o", "Acquire::https::Timeout=10"];

    private byte[] Read(DatasetFile file, string unpacked)
    {
        string path = new[] { file.Name, file.Name + ".gz" }
            .SelectMany(name => Directory.EnumerateFiles(unpacked, name, SearchOption.AllDirectories)).FirstOrDefault()
            ?? throw new FetchException($"the package {package} holds no {file.Name}");
        try
        {
            return file.Read(path);
        }
        catch (FormatException e)
        {
            throw new FetchException($"{file.Name} in the package: {e.Message}", e);
        }
    }

    private async Task RunAsync(string program, IReadOnlyList<string> arguments, string folder, TimeSpan limit, CancellationToken cancellationToken)
    {
        if (await TryAsync(program, arguments, folder, limit, cancellationToken) is { Length: > 0 } reason)
            throw new FetchException(reason);
    }

    /// <summary>Runs a program; returns why it failed, or nothing.</summary>
    private async Task<string> TryAsync(
        string program, IReadOnlyList<string> arguments, string folder, TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            var result = await processes.RunAsync(program, arguments, folder, limit, cancellationToken);
            if (result.ExitCode == 0)
                return "";
            // apt marks its errors; whatever says nothing so clear is quoted by its last words.
            string said = result.Output.LastOrDefault(line => line.StartsWith("E:", StringComparison.Ordinal))
                ?? (result.Output is [.., var last] ? last : "no message");
            return $"{program} ended with {result.ExitCode}: {said}";
        }
        catch (Exception e) when (e is TimeoutException or Win32Exception)
        {
            return e.Message;
        }
    }
}
