namespace JointQP.Silo.Supervision;

/// <summary>What a worker prints, kept in two files of bounded size: the current one and the one before, which ends in <c>.1</c>.</summary>
internal sealed class WorkerLog : IDisposable
{
    private const long Largest = 4 << 20;

    private readonly Lock _gate = new();
    private readonly string _path;
    private StreamWriter _writer;

    public WorkerLog(string path)
    {
        _path = path;
        _writer = Rotate();
    }

    /// <summary>Adds a line; null, the end of a process' output, is left out. A disk that is full costs the line, not the worker.</summary>
    public void Add(string? line)
    {
        if (line is null)
            return;
        lock (_gate)
        {
            try
            {
                if (_writer.BaseStream.Length > Largest)
                {
                    _writer.Dispose();
                    _writer = Rotate();
                }

                _writer.WriteLine(line);
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException)
            {
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
            _writer.Dispose();
    }

    private StreamWriter Rotate()
    {
        if (File.Exists(_path))
            File.Move(_path, _path + ".1", overwrite: true);
        var stream = new FileStream(_path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        return new StreamWriter(stream) { AutoFlush = true };
    }
}
