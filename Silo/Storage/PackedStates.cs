using System.IO.Compression;
using Orleans.Storage;

namespace JointQP.Silo.Storage;

/// <summary>
/// The form of grain state in the store: large ones are packed. What makes them large is the text of specs that is written out schedule by
/// schedule, which packs to a tenth.
/// </summary>
internal sealed class PackedStates(IGrainStorageSerializer plain) : IGrainStorageSerializer
{
    private const int Large = 4096;

    // A state is an object, and Orleans' form of one begins otherwise.
    private static ReadOnlySpan<byte> GzipBegins => [0x1f, 0x8b];

    public BinaryData Serialize<T>(T? input)
    {
        var state = plain.Serialize(input);
        if (state.Length < Large)
            return state;
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
            gzip.Write(state);
        return new BinaryData(packed.ToArray());
    }

    public T? Deserialize<T>(BinaryData input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (!input.ToMemory().Span.StartsWith(GzipBegins))
            return plain.Deserialize<T>(input);
        using var gzip = new GZipStream(input.ToStream(), CompressionMode.Decompress);
        return plain.Deserialize<T>(BinaryData.FromStream(gzip));
    }
}
