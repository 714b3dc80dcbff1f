using JointQP.Client.Hosting;

namespace JointQP.Client.Files;

/// <summary>A folder that an export goes to: its files appear when all of them are written.</summary>
/// <param name="folder">Made when it is not there.</param>
/// <param name="replace">Whether files of these names may be there, to be replaced.</param>
internal sealed class ExportFolder(string folder, bool replace) : IDisposable
{
    private readonly PendingFiles _files = new(folder);
    private readonly List<string> _paths = [];

    /// <summary>The files, in the order written.</summary>
    public IReadOnlyList<string> Files => _paths;

    /// <summary>Writes a file.</summary>
    /// <exception cref="ConsoleException">There is such a file, or it cannot be written.</exception>
    public Task Write(string name, string text) => Write(name, writer => writer.WriteAsync(text));

    /// <summary>Writes a file piece by piece.</summary>
    /// <exception cref="ConsoleException">There is such a file, or it cannot be written.</exception>
    public Task Write(string name, Func<StreamWriter, Task> write) => WriteBytes(name, async file =>
    {
        await using var writer = new StreamWriter(file, leaveOpen: true);
        await write(writer);
    });

    /// <summary>Writes a file that is no text. One may be begun while another is written.</summary>
    /// <exception cref="ConsoleException">There is such a file, or it cannot be written.</exception>
    public async Task WriteBytes(string name, Func<Stream, Task> write)
    {
        var target = Path.Combine(folder, name);
        if (!replace && Path.Exists(target))
            throw new ConsoleException(ExitCode.BadInput, $"{target} is there already; say --force to replace it, or name another folder with --to");
        _paths.Add(target);
        await _files.Add(name, async file =>
        {
            await write(file);
            return true;
        });
    }

    /// <summary>Gives all files their names.</summary>
    /// <exception cref="ConsoleException">One cannot be given.</exception>
    public Task Name() => _files.Name(replace);

    public void Dispose() => _files.Dispose();
}
