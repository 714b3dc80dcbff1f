using System.Runtime.InteropServices;

namespace JointQP.Silo.Storage;

/// <summary>A second name for a file's content, which stays as long as one of its names does.</summary>
internal static partial class FileLink
{
    /// <summary>Makes it, as a copy where the file system cannot link; an older file of the name is replaced. It appears whole or not at all.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IOException">It could not be made.</exception>
    public static void Make(string source, string target)
    {
        var temporary = target + ".link.tmp";
        File.Delete(temporary);
        if (OperatingSystem.IsWindows() || Link(source, temporary) != 0)
            File.Copy(source, temporary);
        File.Move(temporary, target, overwrite: true);
    }

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string source, string target);
}
