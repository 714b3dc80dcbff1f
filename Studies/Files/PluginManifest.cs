using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace JointQP.Studies.Files;

/// <summary>
/// The assemblies of a plug-in in canonical form: a line <c>HASH NAME</c> for each, the plug-in's own first, the others by ordinal name. The
/// SHA-256 of that text is the plug-in's hash, so it covers every byte that may be loaded.
/// </summary>
public sealed class PluginManifest
{
    // The worker's own: types that a plug-in exchanges with it must be the worker's, or they are not the same types.
    private static readonly string[] Product =
    [
        "JointQP.Studies", "JointQP.Training", "JointQP.Grains.Interfaces", "JointQP.Grains", "JointQP.Silo", "JointQP.Worker", "jointqp", "TorchSharp",
    ];

    private PluginManifest(ImmutableArray<PluginAssembly> assemblies)
    {
        Assemblies = assemblies;
        Text = string.Concat(assemblies.Select(assembly => $"{assembly.Hash} {assembly.File}\n"));
        Hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text)));
    }

    /// <summary>The plug-in's own first.</summary>
    public ImmutableArray<PluginAssembly> Assemblies { get; }

    /// <summary>Canonical form.</summary>
    public string Text { get; }

    /// <summary>The plug-in's hash.</summary>
    public string Hash { get; }

    /// <summary>Puts assemblies into canonical order.</summary>
    /// <param name="main">The plug-in's own.</param>
    /// <param name="others">The libraries it brings.</param>
    public static PluginManifest Of(PluginAssembly main, IEnumerable<PluginAssembly> others) =>
        new([main, .. others.OrderBy(assembly => assembly.File, StringComparer.Ordinal)]);

    /// <summary>Reads the canonical form; null when the text is not in it.</summary>
    public static PluginManifest? Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ', 2)).ToList();
        if (lines.Count == 0 || !lines.TrueForAll(line => line.Length == 2 && StoredFile.IsHash(line[0]) && IsFileName(line[1])))
            return null;
        var manifest = new PluginManifest([.. lines.Select(line => new PluginAssembly(line[1], line[0]))]);
        return manifest.Text == text ? manifest : null;
    }

    /// <summary>Whether an assembly is part of JointQP, so that a plug-in uses that of the worker and brings none.</summary>
    /// <param name="name">The assembly's simple name, without <c>.dll</c>.</param>
    public static bool IsProduct(string? name) => Product.Contains(name, StringComparer.OrdinalIgnoreCase);

    private static bool IsFileName(string name) => name.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) && name.AsSpan().IndexOfAny('/', '\\') < 0;
}

/// <summary>An assembly of a plug-in.</summary>
/// <param name="File">File name, with <c>.dll</c>.</param>
/// <param name="Hash">SHA-256 of its bytes, 64 lower-case hexadecimal digits.</param>
public sealed record PluginAssembly(string File, string Hash);
