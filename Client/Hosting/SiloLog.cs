namespace JointQP.Client.Hosting;

/// <summary>What the demo's silo prints, kept beside its data and out of the way of the display.</summary>
internal sealed class SiloLog : IAsyncDisposable
{
    private readonly StreamWriter _writer;
    private readonly Lock _lock = new();
    private bool _closed;

    private SiloLog(string path, StreamWriter writer)
    {
        Path = path;
        _writer = writer;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Creates the data directory and the file in it.</summary>
    /// <exception cref="ConsoleException">It cannot be written.</exception>
    public static SiloLog Create(DataDirectory data)
    {
        try
        {
            Directory.CreateDirectory(data.Path);
            var path = System.IO.Path.Combine(data.Path, "silo.log");
            return new SiloLog(path, new StreamWriter(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite)) { AutoFlush = true });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConsoleException(ExitCode.BadInput, $"{data.Path} cannot be written: {e.Message} Name another folder with --data");
        }
    }

    /// <summary>Adds a line. A full disk must not stop the demo for want of its log.</summary>
    public void Write(string line)
    {
        lock (_lock)
        {
            if (_closed)
                return;
            try
            {
                _writer.WriteLine(line);
            }
            catch (IOException)
            {
                _closed = true;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            _closed = true;
        }

        try
        {
            await _writer.DisposeAsync();
        }
        catch (IOException)
        {
            // The disk is full: the log ends earlier.
        }
    }
}
