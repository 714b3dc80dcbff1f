namespace JointQP.Silo.Hosting;

/// <summary>Files that others read while they are written.</summary>
internal static class AtomicFile
{
    /// <summary>Writes a text in one go: whoever reads the file sees all of it or what was there before.</summary>
    public static void Write(string file, string text)
    {
        // Of this process alone: others may write the same file on a volume that they share.
        var temporary = $"{file}.{Environment.MachineName}-{Environment.ProcessId}.new";
        File.WriteAllText(temporary, text);
        File.Move(temporary, file, overwrite: true);
    }
}
