using System.Buffers.Binary;
using CsCheck;
using JointQP.Training.Native;

namespace JointQP.Tests.Training.Native;

public sealed class ElfVersionNeedsTests
{
    private static readonly byte[]? Library = TorchSharpLoader.Folders
        .Select(folder => Path.Combine(folder, "libLibTorchSharp.so")).Where(File.Exists).Select(File.ReadAllBytes).FirstOrDefault();

    /// <summary>The real library, or, on systems whose build has none, a made one.</summary>
    private static byte[] Elf() => (byte[]?)Library?.Clone() ?? Made();

    [Fact]
    public void Weaken_TorchSharpsLibrary_ChangesTheFlagOfOneNeedAlone()
    {
        byte[] before = Elf();
        byte[] after = Elf();

        int marked = ElfVersionNeeds.Weaken(after, TorchSharpLoader.MarkerVersion);

        Assert.Equal(1, marked);
        int changed = Assert.Single(Enumerable.Range(0, before.Length), i => before[i] != after[i]);
        Assert.Equal(0, before[changed]);
        Assert.Equal(2, after[changed]);
    }

    [Fact]
    public void Weaken_MadeLibrary_ChangesTheFlagOfThatVersionAlone()
    {
        byte[] elf = Made();

        Assert.Equal(1, ElfVersionNeeds.Weaken(elf, "GLIBCXX_3.4.32"u8));

        Assert.Equal(0, elf[MadeEntries + 4]);
        Assert.Equal(2, elf[MadeEntries + 16 + 4]);
    }

    [Theory]
    [InlineData("GLIBCXX_3.4.3")]
    [InlineData("GLIBCXX_3.4.99")]
    [InlineData("LIBCXX_3.4.32x")]
    public void Weaken_VersionThatIsNotNeeded_ChangesNothing(string version)
    {
        byte[] elf = Made();

        Assert.Equal(0, ElfVersionNeeds.Weaken(elf, System.Text.Encoding.ASCII.GetBytes(version)));

        Assert.Equal(Made(), elf);
    }

    [Fact]
    public void Weaken_AnyBytes_ReturnsZeroAndChangesNothing() =>
        Gen.Byte.Array[0, 400].Sample(bytes =>
        {
            byte[] before = [.. bytes];
            return ElfVersionNeeds.Weaken(bytes, "GLIBCXX_3.4.32"u8) == 0 && before.AsSpan().SequenceEqual(bytes);
        });

    [Fact]
    public void Weaken_CutAnywhere_ReturnsZero()
    {
        byte[] whole = Made();
        for (int length = 0; length < whole.Length; length++)
            Assert.Equal(0, ElfVersionNeeds.Weaken(whole.AsSpan(0, length).ToArray(), "GLIBCXX_3.4.32"u8));
    }

    [Fact]
    public void Weaken_ChainThatLeavesTheFileAfterAMatch_ChangesNothing()
    {
        byte[] elf = Made();
        elf[MadeEntries - 16 + 2] = 3;
        BinaryPrimitives.WriteUInt32LittleEndian(elf.AsSpan(MadeEntries + 16 + 12), 0x10000);
        byte[] before = [.. elf];

        Assert.Equal(0, ElfVersionNeeds.Weaken(elf, "GLIBCXX_3.4.32"u8));

        Assert.Equal(before, elf);
    }

    [Fact]
    public void Weaken_DamagedAnywhere_NeverThrows() =>
        Gen.Select(Gen.Int[0, MadeLength - sizeof(ulong)], Gen.ULong).Sample((at, value) =>
        {
            byte[] elf = Made();
            BinaryPrimitives.WriteUInt64LittleEndian(elf.AsSpan(at), value);
            Assert.InRange(ElfVersionNeeds.Weaken(elf, "GLIBCXX_3.4.32"u8), 0, 2);
        });

    private const int MadeEntries = 0x110;
    private const int MadeLength = 0x21f;

    /// <summary>A header, the sections "names" and "version needs", and needs for GLIBCXX_3.4.30 and GLIBCXX_3.4.32.</summary>
    private static byte[] Made()
    {
        const int sections = 0x40, needs = 0x100, names = 0x200;
        byte[] elf = new byte[MadeLength];
        "\u007fELF\u0002\u0001"u8.CopyTo(elf);
        U64(0x28, sections);
        U16(0x3a, 64);
        U16(0x3c, 2);
        U64(sections + 0x18, names);
        U32(sections + 64 + 4, 0x6ffffffe);
        U64(sections + 64 + 0x18, needs);
        U32(sections + 64 + 0x2c, 1);
        U16(needs + 2, 2);
        U32(needs + 8, 16);
        U32(MadeEntries + 8, 1);
        U32(MadeEntries + 12, 16);
        U32(MadeEntries + 16 + 8, 16);
        "\0GLIBCXX_3.4.30\0GLIBCXX_3.4.32\0"u8.CopyTo(elf.AsSpan(names));
        return elf;

        void U16(int at, int value) => BinaryPrimitives.WriteUInt16LittleEndian(elf.AsSpan(at), (ushort)value);
        void U32(int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(elf.AsSpan(at), value);
        void U64(int at, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(elf.AsSpan(at), value);
    }
}
