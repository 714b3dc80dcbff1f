using JointQP.Client.Hosting;

namespace JointQP.Client.Files;

/// <summary>Files of a folder that get their names when all of them are whole. Disposing removes what has none yet.</summary>
/// <param name="folder">Made when it is not there.</param>
internal sealed class PendingFiles(string folder) : IDisposable
{
    private readonly List<(string Temporary, string Name)> _pending = [];

    /// <summary>Writes a file under a temporary name.</summary>
    /// <exception cref="ConsoleException">It cannot be written.</exception>
    public Task<T> Add<T>(string name, Func<FileStream, Task<T>> write) => Writing(async () =>
    {
        var temporary = Path.Combine(folder, $".{name}.{Environment.ProcessId}.part");
        Directory.CreateDirectory(folder);
        _pending.Add((temporary, name));
        await using var file = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1 << 20, useAsync: true);
        var result = await write(file);
        await file.FlushAsync();
        file.Flush(flushToDisk: true);
        return result;
    });

    /// <summary>Gives all files their names, the first first.</summary>
    /// <exception cref="ConsoleException">There is such a file already, and it is not to be replaced.</exception>
    public async Task Name(bool replace)
    {
        while (_pending.Count > 0)
        {
            var (temporary, name) = _pending[0];
            await Writing(() =>
            {
                File.Move(temporary, Path.Combine(folder, name), replace);
                return Task.FromResult(true);
            });
            _pending.RemoveAt(0);
        }
    }

    public void Dispose()
    {
        foreach (var (temporary, _) in _pending)
        {
            try
            {
                File.Delete(temporary);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // A name that begins with a dot and ends with .part tells what it is.
            }
        }
    }

    private async Task<T> Writing<T>(Func<Task<T>> write)
    {
        try
        {
            return await write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConsoleException(ExitCode.BadInput, $"{folder} cannot be written: {e.Message} Free some space there, or name another folder with --to", e);
        }
    }
}
