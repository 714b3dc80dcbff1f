using System.Security.Cryptography;
using JointQP.Studies.Stages;

namespace JointQP.Training.Checkpoints;

/// <summary>
/// Copies of checkpoints on a disk of the worker's own, for where their folder is a volume far away. Workers of one machine may share it. Nothing
/// depends on it: what cannot be written is not kept, and a copy whose content is not what its name says is deleted.
/// </summary>
/// <param name="folder">Made when first written to. Files of other names in it are left alone.</param>
/// <param name="mostBytes">How much it may take, in bytes; those least recently used are deleted.</param>
/// <param name="time">Tells what was used when.</param>
public sealed class CheckpointCacheFolder(string folder, long mostBytes, TimeProvider time)
{
    private const string Extension = ".safetensors";

    internal void Keep(string hash, ArraySegment<byte> content)
    {
        if (content.Count > mostBytes)
            return;
        // Not flushed to disk: it is verified whenever it is read.
        var temporary = Path.Combine(folder, $"{hash}-{Guid.NewGuid():N}{DurableFile.TemporaryExtension}");
        try
        {
            if (File.Exists(PathOf(hash)))
            {
                Touch(PathOf(hash));
                return;
            }

            Directory.CreateDirectory(folder);
            File.WriteAllBytes(temporary, content);
            File.Move(temporary, PathOf(hash), overwrite: true);
            Touch(PathOf(hash));
            Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            DurableFile.TryDelete(temporary);
        }
    }

    internal ArraySegment<byte>? Find(CheckpointRef checkpoint)
    {
        var path = PathOf(checkpoint.Hash);
        try
        {
            if (!File.Exists(path))
                return null;
            var content = File.ReadAllBytes(path);
            if (content.Length == checkpoint.Bytes && Convert.ToHexStringLower(SHA256.HashData(content)) == checkpoint.Hash)
            {
                Touch(path);
                return content;
            }

            DurableFile.TryDelete(path);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    internal IEnumerable<string> Newest(int most)
    {
        try
        {
            return [.. NewestFirst().Where(file => file.Extension == Extension).Select(file => Path.GetFileNameWithoutExtension(file.Name)).Take(most)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    // What a worker that died while writing left is old before long, and goes like the others.
    private void Trim()
    {
        var bytes = 0L;
        foreach (var file in NewestFirst())
            if ((bytes += file.Length) > mostBytes)
                DurableFile.TryDelete(file.FullName);
    }

    private IEnumerable<FileInfo> NewestFirst() => !Directory.Exists(folder)
        ? []
        : new DirectoryInfo(folder).EnumerateFiles()
            .Where(file => file.Extension is (Extension or DurableFile.TemporaryExtension) && file.Name.Length > 64 && file.Name.Take(64).All(char.IsAsciiHexDigitLower))
            .OrderByDescending(file => file.LastWriteTimeUtc)
            .ThenBy(file => file.Name, StringComparer.Ordinal);

    private void Touch(string path) => File.SetLastWriteTimeUtc(path, time.GetUtcNow().UtcDateTime);

    private string PathOf(string hash) => Path.Combine(folder, hash + Extension);
}
