using JointQP.Grains.Interfaces.Hosting;

namespace JointQP.Silo.Hosting;

/// <summary>A data directory that this process holds for itself until it is disposed or dies.</summary>
internal sealed class DataDirectory : IDisposable
{
    private readonly FileStream _lock;

    private DataDirectory(string path, FileStream @lock)
    {
        Path = path;
        _lock = @lock;
    }

    public string Path { get; }

    public string EndpointFile => System.IO.Path.Combine(Path, SiloEndpoint.FileName);

    /// <summary>Creates the directory when missing and locks it.</summary>
    /// <param name="path">The directory.</param>
    /// <param name="self">Who asks: told to those who come later.</param>
    /// <exception cref="SetupException">Another process holds it, or it cannot be written.</exception>
    public static DataDirectory Open(string path, SiloEndpoint self)
    {
        var owner = System.IO.Path.Combine(path, SiloEndpoint.OwnerFileName);
        try
        {
            Directory.CreateDirectory(path);
            var file = Lock(System.IO.Path.Combine(path, SiloEndpoint.LockFileName)) ?? throw InUse(path, SiloEndpoint.Read(owner));
            try
            {
                AtomicFile.Write(owner, self.ToJson());
                return new DataDirectory(path, file);
            }
            catch
            {
                file.Dispose();
                throw;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw NotWritable(path, e);
        }
    }

    /// <summary>Creates the directory when missing, for a silo that shares it with others.</summary>
    /// <exception cref="SetupException">It cannot be written.</exception>
    public static void Create(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw NotWritable(path, e);
        }
    }

    /// <summary>Tells the console where to connect. Whoever reads the file sees all of it or none.</summary>
    public void Publish(SiloEndpoint endpoint) => AtomicFile.Write(EndpointFile, endpoint.ToJson());

    /// <summary>Takes back what <see cref="Publish"/> told.</summary>
    public void Withdraw() => File.Delete(EndpointFile);

    public void Dispose() => _lock.Dispose();

    private static SetupException NotWritable(string path, Exception e) =>
        new($"The data directory {path} cannot be written: {e.Message} Mend its permissions or free space, or give another with --data.", e);

    private static FileStream? Lock(string file)
    {
        try
        {
            // FileShare.None is the only sharing that excludes another locker on Unix too.
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e is not (PathTooLongException or DirectoryNotFoundException) && File.Exists(file) && IsHeld(e))
        {
            return null;
        }
    }

    // EWOULDBLOCK on Linux and macOS, the sharing violation on Windows.
    private static bool IsHeld(IOException e) => (e.HResult & 0xFFFF) is 11 or 35 or 32;

    private static SetupException InUse(string path, SiloEndpoint? owner) => new(
        owner is null
            ? $"The data directory {path} is in use by another process. Stop that one, or give another directory with --data."
            : $"The data directory {path} is in use by process {owner.ProcessId} on {owner.Host} since {owner.StartedAt:yyyy-MM-dd HH:mm:ss zzz}. " +
              "Stop that one, or give another directory with --data.");
}
