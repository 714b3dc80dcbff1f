namespace JointQP.Studies.Files;

/// <summary>Where the data directory keeps the files that specs name: <c>files/HASH/...</c>, named by content and never changed.</summary>
public static class StoredFile
{
    /// <summary>The folder of one content.</summary>
    /// <param name="dataDirectory">The data directory.</param>
    /// <param name="hash">64 lower-case hexadecimal digits.</param>
    /// <exception cref="ArgumentException">It is no hash; a path made of it could lead anywhere.</exception>
    public static string FolderOf(string dataDirectory, string hash) => IsHash(hash)
        ? Path.Combine(dataDirectory, "files", hash)
        : throw new ArgumentException($"'{hash}' is not 64 lower-case hexadecimal digits", nameof(hash));

    /// <summary>The weights of that hash.</summary>
    public static string WeightsOf(string dataDirectory, string hash) => Path.Combine(FolderOf(dataDirectory, hash), "weights.safetensors");

    /// <summary>The list of a plug-in's assemblies; they lie beside it.</summary>
    public static string ManifestOf(string dataDirectory, string hash) => Path.Combine(FolderOf(dataDirectory, hash), "plugin.txt");

    /// <summary>Whether a text is 64 lower-case hexadecimal digits.</summary>
    public static bool IsHash(string? text) => text is { Length: 64 } && text.All(char.IsAsciiHexDigitLower);
}
