using System.IO.Compression;
using System.Security.Cryptography;

namespace JointQP.Training.Data;

/// <summary>One file of a data set, known by its content: whatever container it comes in, the bytes inside are these or it is refused.</summary>
/// <param name="Name">File name without <c>.gz</c>.</param>
/// <param name="Size">Bytes of the content.</param>
/// <param name="Sha256">SHA-256 of the content, lower-case hexadecimal.</param>
internal sealed record DatasetFile(string Name, int Size, string Sha256)
{
    /// <summary>The file in a folder, plain or as <c>.gz</c>; null when it is not there.</summary>
    public string? FindIn(string folder) =>
        new[] { Path.Combine(folder, Name), Path.Combine(folder, Name + ".gz") }.FirstOrDefault(File.Exists);

    /// <summary>Reads and verifies the content of a plain or compressed file.</summary>
    /// <exception cref="FormatException">The content is another; the message tells what was expected and found.</exception>
    public byte[] Read(string path)
    {
        using var file = File.OpenRead(path);
        return Read(file, compressed: path.EndsWith(".gz", StringComparison.Ordinal));
    }

    /// <inheritdoc cref="Read(string)"/>
    public byte[] Read(Stream file, bool compressed)
    {
        byte[] content = new byte[Size];
        int length;
        bool longer;
        try
        {
            using Stream plain = compressed ? new GZipStream(file, CompressionMode.Decompress, leaveOpen: true) : file;
            length = plain.ReadAtLeast(content, Size, throwOnEndOfStream: false);
            longer = length == Size && plain.ReadByte() >= 0;
        }
        catch (InvalidDataException e)
        {
            throw new FormatException($"expected {Size:N0} bytes inside, found no whole gzip file ({e.Message})", e);
        }

        if (length < Size || longer)
            throw new FormatException($"expected {Size:N0} bytes, found {(longer ? "more" : $"{length:N0}")}");
        string hash = Convert.ToHexStringLower(SHA256.HashData(content));
        if (hash != Sha256)
            throw new FormatException($"expected SHA-256 {Sha256}, found {hash}");
        return content;
    }
}
