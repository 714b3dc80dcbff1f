using System.Runtime.InteropServices;

namespace JointQP.Training.Checkpoints;

/// <summary>Makes the names in a folder survive a power cut: on Unix a rename is durable only once its folder is flushed.</summary>
internal static partial class DurableFolder
{
    /// <summary>Flushes the folder's entries; a file system that cannot is left alone.</summary>
    public static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        var descriptor = Open(folder, 0);
        if (descriptor < 0)
            return;
        _ = Sync(descriptor);
        _ = Close(descriptor);
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
