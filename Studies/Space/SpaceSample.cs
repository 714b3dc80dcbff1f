using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace JointQP.Studies.Space;

/// <summary>A random part of a space that depends on names and a seed alone.</summary>
internal static class SpaceSample
{
    /// <summary>
    /// So many of the items, none twice, in their own order. Those come in whose SHA-256 of seed and name is smallest: a larger sample of the
    /// same seed holds the smaller one, so a study that is extended repeats nothing.
    /// </summary>
    public static ImmutableArray<T> Of<T>(IReadOnlyList<T> items, Func<T, string> name, int count, long seed) =>
    [
        .. items.Index()
            .OrderBy(item => Key(seed, name(item.Item)), StringComparer.Ordinal)
            .Take(count)
            .OrderBy(item => item.Index)
            .Select(item => item.Item),
    ];

    private static string Key(long seed, string name)
    {
        var text = Encoding.UTF8.GetBytes(name);
        var bytes = new byte[sizeof(long) + text.Length];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, seed);
        text.CopyTo(bytes, sizeof(long));
        return Convert.ToHexString(SHA256.HashData(bytes));
    }
}
