using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace JointQP.Training.Native;

/// <summary>
/// Lets TorchSharp load where the C++ runtime is older than that of GCC 13, such as on Debian 12.
/// <para>
/// libLibTorchSharp.so of TorchSharp 0.107 needs GLIBCXX_3.4.32, for std::ios_base_library_init: a marker that GCC 13 links into whatever
/// includes &lt;iostream&gt;, and that no relocation uses. Where the C++ runtime lacks that version the dynamic linker refuses the whole
/// library, and TorchSharp then reports a missing libtorch. Here such a refused library is loaded once more, from a copy in memory in which
/// that one need is weak. Everything else it needs is checked as ever.
/// </para>
/// </summary>
internal static partial class TorchSharpLoader
{
    private const string Library = "LibTorchSharp";
    private static readonly Lock Gate = new();
    private static nint _handle;
    private static int _installed;

    /// <summary>Whether the copy is in use: false wherever the library loads as shipped.</summary>
    public static bool Used => _handle != 0;

    /// <summary>The version need that is weakened.</summary>
    internal static ReadOnlySpan<byte> MarkerVersion => "GLIBCXX_3.4.32"u8;

    // Before any code of this assembly can touch TorchSharp; a call that callers must not forget would be forgotten.
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "TorchSharp fails at its first use, wherever in this assembly that is.")]
    internal static void Install()
    {
        // The runtime asks only after its own attempts have failed, so a system that needs nothing of this never gets here.
        if (Interlocked.Exchange(ref _installed, 1) == 0 && OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64)
            AssemblyLoadContext.Default.ResolvingUnmanagedDll += (_, name) => name is Library ? Load() : 0;
    }

    /// <summary>The folders in which a build and a publish put the native libraries.</summary>
    internal static IEnumerable<string> Folders =>
        [Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native"), AppContext.BaseDirectory];

    private static nint Load()
    {
        lock (Gate)
        {
            if (_handle != 0 || Folders.FirstOrDefault(folder => File.Exists(Path.Combine(folder, $"lib{Library}.so"))) is not { } folder)
                return _handle;
            byte[] library = File.ReadAllBytes(Path.Combine(folder, $"lib{Library}.so"));
            if (ElfVersionNeeds.Weaken(library, MarkerVersion) == 0)
                return 0;

            // The copy has no folder of its own to find libtorch in; what is loaded already is found by its name.
            foreach (var needed in (string[])["libc10.so", "libtorch_cpu.so", "libtorch.so"])
                NativeLibrary.TryLoad(Path.Combine(folder, needed), out _);
            return _handle = LoadFromMemory(library);
        }
    }

    /// <summary>In memory and not in a file: the output folder may be read-only or shared by processes that start at the same moment.</summary>
    private static nint LoadFromMemory(byte[] library)
    {
        int descriptor = MemoryFile($"lib{Library}.so", 0);
        if (descriptor < 0)
            throw new DllNotFoundException(
                $"lib{Library}.so needs a newer C++ runtime than this system has (GLIBCXX_3.4.32, GCC 13), and the kernel refused the memory file for a "
                + $"corrected copy: {Marshal.GetLastPInvokeErrorMessage()}. Allow memory files (sysctl vm.memfd_noexec=0) or use Debian 13, Ubuntu 24.04 or newer.");
        using var file = new FileStream(new Microsoft.Win32.SafeHandles.SafeFileHandle(descriptor, ownsHandle: true), FileAccess.Write);
        file.Write(library);
        file.Flush();
        return NativeLibrary.Load($"/proc/self/fd/{descriptor}");
    }

    [LibraryImport("libc", EntryPoint = "memfd_create", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int MemoryFile(string name, uint flags);
}
