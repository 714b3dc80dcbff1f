using System.Buffers.Binary;

namespace JointQP.Training.Data;

/// <summary>An array of bytes in the IDX format of the MNIST family: 0, 0, type 8, rank, then each dimension as four bytes big endian, then the values.</summary>
/// <param name="Dimensions">Lengths, the slowest first.</param>
/// <param name="Values">All values, the last dimension fastest.</param>
internal sealed record IdxArray(int[] Dimensions, byte[] Values)
{
    private const byte UnsignedByte = 8;

    /// <summary>Bytes that an array of these dimensions takes, header included.</summary>
    public static long Size(ReadOnlySpan<int> dimensions)
    {
        long values = 1;
        foreach (int length in dimensions)
            values *= length;
        return HeaderSize(dimensions.Length) + values;
    }

    /// <summary>Reads a whole file's content.</summary>
    /// <exception cref="FormatException">It is no IDX array of bytes, or its length is not the one its header tells.</exception>
    public static IdxArray Parse(ReadOnlySpan<byte> content)
    {
        if (content.Length < 4 || content[0] != 0 || content[1] != 0 || content[2] != UnsignedByte || content[3] == 0)
            throw new FormatException("no IDX header of an array of bytes (00 00 08 and the rank)");
        int rank = content[3];
        if (content.Length < HeaderSize(rank))
            throw new FormatException($"an IDX header of rank {rank} takes {HeaderSize(rank)} bytes, found {content.Length}");

        int[] dimensions = new int[rank];
        long values = 1;
        for (int i = 0; i < rank; i++)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(content[(4 + 4 * i)..]);
            values *= length;
            if (length > int.MaxValue || values > int.MaxValue)
                throw new FormatException("an IDX header with more values than fit into memory");
            dimensions[i] = (int)length;
        }

        var rest = content[HeaderSize(rank)..];
        if (rest.Length != values)
            throw new FormatException($"an IDX header that tells of {values:N0} values, found {rest.Length:N0}");
        return new IdxArray(dimensions, rest.ToArray());
    }

    private static int HeaderSize(int rank) => 4 + 4 * rank;
}
