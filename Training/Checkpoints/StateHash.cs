using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using static TorchSharp.torch;

namespace JointQP.Training.Checkpoints;

/// <summary>SHA-256 over tensors in canonical order: names by ordinal, each with its element type, shape and bytes.</summary>
internal static class StateHash
{
    /// <summary>64 lower-case hexadecimal digits.</summary>
    /// <param name="tensors">Sorted by ordinal name, contiguous, on the CPU.</param>
    public static string Of(IEnumerable<KeyValuePair<string, Tensor>> tensors)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, tensor) in tensors)
        {
            Append(hash, name);
            Append(hash, SafeTensors.NameOf(tensor.dtype));
            Append(hash, tensor.shape.Length);
            foreach (var size in tensor.shape)
                Append(hash, size);
            hash.AppendData(tensor.bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    // Lengths go before texts: no two states may read as the same bytes.
    private static void Append(IncrementalHash hash, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Append(hash, bytes.Length);
        hash.AppendData(bytes);
    }

    private static void Append(IncrementalHash hash, long number)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        hash.AppendData(bytes);
    }
}
