namespace JointQP.Silo.Hosting;

/// <summary>Files that others read while they are written.</summary>
internal static class AtomicFile
{
    /// <summary>Writes a text in one go: whoever reads the file sees all of it or what was there before.</summary>
    public static void Write(string file, string text)
    {
        var temporary = file + ".new";
        File.WriteAllText(temporary, text);
        File.Move(temporary, file, overwrite: true);
    }
}
