using System.Buffers.Binary;

namespace JointQP.Training.Native;

/// <summary>The list, inside a 64-bit little-endian ELF library, of the versions it needs from other libraries (Linux Standard Base, "Symbol Versioning").</summary>
internal static class ElfVersionNeeds
{
    private const uint VersionNeedSection = 0x6ffffffe;
    private const ushort Weak = 2;

    /// <summary>
    /// Marks the need for <paramref name="version"/> as weak, so that the dynamic linker goes on where the version is missing.
    /// Returns how many needs it marked; 0, and nothing changed, when there is none or the file is not what it should be.
    /// </summary>
    public static int Weaken(Span<byte> elf, ReadOnlySpan<byte> version)
    {
        var flags = new List<int>();
        if (!TryFind(new Reader(elf), version, flags))
            return 0;
        foreach (var at in flags)
            BinaryPrimitives.WriteUInt16LittleEndian(elf[at..], (ushort)(BinaryPrimitives.ReadUInt16LittleEndian(elf[at..]) | Weak));
        return flags.Count;
    }

    /// <summary>Collects where the flags of each need for the version lie; false when the file breaks off or points outside itself.</summary>
    private static bool TryFind(Reader elf, ReadOnlySpan<byte> version, List<int> flags)
    {
        // Magic, 64-bit, little endian.
        if (!elf.StartsWith([0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1]))
            return false;
        ulong sections = elf.U64(0x28);
        ulong size = elf.U16(0x3a);
        ulong count = elf.U16(0x3c);
        if (size < 64)
            return false;
        for (ulong i = 0; i < count && !elf.Broken; i++)
        {
            ulong section = sections + i * size;
            if (elf.U32(section + 4) != VersionNeedSection)
                continue;
            ulong names = elf.U64(sections + elf.U32(section + 0x28) * size + 0x18);
            ulong need = elf.U64(section + 0x18);
            for (ulong left = elf.U32(section + 0x2c); left > 0 && !elf.Broken; left--)
            {
                ulong entry = need + elf.U32(need + 8);
                for (ulong entries = elf.U16(need + 2); entries > 0 && !elf.Broken; entries--)
                {
                    if (elf.IsName(names + elf.U32(entry + 8), version))
                        flags.Add((int)(entry + 4));
                    if (!TryStep(ref elf, ref entry))
                        break;
                }

                if (!TryStep(ref elf, ref need))
                    break;
            }
        }

        return !elf.Broken;
    }

    /// <summary>Goes to the next of a chain; false at its end. Only forwards by a whole entry, so a damaged chain ends at the file's end.</summary>
    private static bool TryStep(ref Reader elf, ref ulong entry)
    {
        uint step = elf.U32(entry + 12);
        entry += step;
        return step >= 16;
    }

    /// <summary>Reads numbers at untrusted places: one outside the file reads as 0 and marks the file broken, which ends every loop above.</summary>
    private ref struct Reader(ReadOnlySpan<byte> file)
    {
        private readonly ReadOnlySpan<byte> _file = file;

        public bool Broken { get; private set; }

        public readonly bool StartsWith(ReadOnlySpan<byte> magic) => _file.StartsWith(magic);

        public ushort U16(ulong at) => BinaryPrimitives.ReadUInt16LittleEndian(At(at, sizeof(ushort)));

        public uint U32(ulong at) => BinaryPrimitives.ReadUInt32LittleEndian(At(at, sizeof(uint)));

        public ulong U64(ulong at) => BinaryPrimitives.ReadUInt64LittleEndian(At(at, sizeof(ulong)));

        public bool IsName(ulong at, ReadOnlySpan<byte> name)
        {
            var found = At(at, name.Length + 1);
            return found.StartsWith(name) && found[name.Length] == 0;
        }

        private ReadOnlySpan<byte> At(ulong at, int length)
        {
            if (at <= (ulong)_file.Length && (ulong)_file.Length - at >= (ulong)length)
                return _file.Slice((int)at, length);
            Broken = true;
            return new byte[length];
        }
    }
}
