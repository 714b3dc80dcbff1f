using System.Security.Cryptography;
using JointQP.Client.Hosting;

namespace JointQP.Client.Files;

/// <summary>Copies of files that appear whole and verified, or not at all. Disposing removes what was copied and not named.</summary>
/// <param name="folder">Where the copies go; made when it is not there.</param>
internal sealed class VerifiedCopy(string folder) : IDisposable
{
    private const int BlockBytes = 1 << 20;

    private readonly PendingFiles _files = new(folder);

    /// <summary>Copies a file under a temporary name, and checks on the way that it holds what it should.</summary>
    /// <param name="source">The file.</param>
    /// <param name="hash">SHA-256 of its content, 64 lower-case hexadecimal digits; null where none is recorded.</param>
    /// <param name="progress">Hears how many bytes were copied each time.</param>
    /// <returns>Its hash and its bytes.</returns>
    /// <exception cref="ConsoleException">It cannot be read or written, or holds something else; nothing is left of it.</exception>
    public async Task<(string Hash, long Bytes)> Add(string source, string? hash, Action<long>? progress, CancellationToken cancellationToken)
    {
        await using var from = Open(source);
        var (found, bytes) = await _files.Add(Path.GetFileName(source), to => Copy(from, to, progress, cancellationToken));
        return hash is null || hash == found
            ? (found, bytes)
            : throw new ConsoleException(
                ExitCode.Failed,
                $"{source} does not hold what was recorded: its SHA-256 is {found} instead of {hash}; nothing was downloaded. It is damaged: look after its disk");
    }

    /// <summary>Gives all copies their names, the first first.</summary>
    /// <exception cref="ConsoleException">There is such a file already, and it is not to be replaced.</exception>
    public Task Name(bool replace) => _files.Name(replace);

    public void Dispose() => _files.Dispose();

    private static FileStream Open(string source)
    {
        try
        {
            return new FileStream(source, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, BlockBytes, useAsync: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConsoleException(ExitCode.Failed, $"{source} cannot be read: {e.Message}", e);
        }
    }

    private static async Task<(string Hash, long Bytes)> Copy(FileStream from, FileStream to, Action<long>? progress, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var block = new byte[BlockBytes];
        while (await from.ReadAsync(block, cancellationToken) is var read and > 0)
        {
            hash.AppendData(block, 0, read);
            await to.WriteAsync(block.AsMemory(0, read), cancellationToken);
            progress?.Invoke(read);
        }

        return (Convert.ToHexStringLower(hash.GetHashAndReset()), to.Length);
    }
}
