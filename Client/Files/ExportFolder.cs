using JointQP.Client.Hosting;

namespace JointQP.Client.Files;

/// <summary>A folder that an export goes to: its files appear when all of them are written.</summary>
/// <param name="folder">Made when it is not there.</param>
/// <param name="replace">Whether files of these names may be there, to be replaced.</param>
internal sealed class ExportFolder(string folder, bool replace) : IDisposable
{
    private readonly List<(string Temporary, string Name)> _written = [];

    /// <summary>The files, in the order written.</summary>
    public IEnumerable<string> Files => _written.Select(file => Path.Combine(folder, file.Name));

    /// <summary>Writes a file under a temporary name.</summary>
    /// <exception cref="ConsoleException">There is such a file, or it cannot be written.</exception>
    public Task Write(string name, string text) => Write(name, writer => writer.WriteAsync(text));

    /// <summary>Writes a file piece by piece under a temporary name.</summary>
    /// <exception cref="ConsoleException">There is such a file, or it cannot be written.</exception>
    public async Task Write(string name, Func<StreamWriter, Task> write)
    {
        var target = Path.Combine(folder, name);
        if (!replace && Path.Exists(target))
            throw new ConsoleException(ExitCode.BadInput, $"{target} is there already; say --force to replace it, or name another folder with --to");
        var temporary = Path.Combine(folder, $".{name}.{Environment.ProcessId}.part");
        try
        {
            Directory.CreateDirectory(folder);
            _written.Add((temporary, name));
            await using var file = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1 << 16);
            await using (var writer = new StreamWriter(file, leaveOpen: true))
                await write(writer);
            file.Flush(flushToDisk: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConsoleException(ExitCode.BadInput, $"{target} cannot be written: {e.Message}; nothing was exported", e);
        }
    }

    /// <summary>Gives all files their names.</summary>
    public void Name()
    {
        foreach (var (temporary, name) in _written)
            File.Move(temporary, Path.Combine(folder, name), overwrite: replace);
    }

    /// <summary>Removes what has no name yet.</summary>
    public void Dispose()
    {
        foreach (var (temporary, _) in _written.Where(file => File.Exists(file.Temporary)))
            File.Delete(temporary);
    }
}
