namespace JointQP.Training.Plugins;

/// <summary>What is wrong with a copy in the data directory of a file that a spec names.</summary>
internal static class StoredFiles
{
    private const string Mend = "launch its study again, as it is or under another name ('jointqp study launch FILE --name NAME'): that copies the file anew";

    public static EngineException Missing(string what, string path) => new($"The study's {what} is missing in the data directory: {path}. To mend it, {Mend}.");

    public static EngineException Damaged(string what, string path) =>
        new($"The study's {what} in the data directory does not have the content that was launched: {path}. To mend it, delete its folder and {Mend}.");
}
