using System.Reflection;
using System.Security.Cryptography;
using JointQP.Studies.Files;
using JointQP.Studies.Words;

namespace JointQP.Training.Plugins;

/// <summary>Loads plug-ins out of the data directory, each content once in a process. Used by one thread at a time.</summary>
internal sealed class PluginStore
{
    private readonly Dictionary<string, Plugin> _loaded = new(StringComparer.Ordinal);

    /// <summary>The plug-in of that content.</summary>
    /// <exception cref="EngineException">It is missing or damaged in the data directory, or it is no plug-in.</exception>
    public Plugin Find(PluginRef reference, string dataDirectory)
    {
        if (_loaded.TryGetValue(reference.Hash, out var loaded))
            return loaded;
        var folder = StoredFile.FolderOf(dataDirectory, reference.Hash);
        var manifest = ReadManifest(dataDirectory, reference.Hash);
        var libraries = manifest.Assemblies.ToDictionary(assembly => assembly.File, assembly => Read(folder, assembly), StringComparer.OrdinalIgnoreCase);
        var name = Path.GetFileNameWithoutExtension(manifest.Assemblies[0].File);
        var registry = new PluginRegistry();
        try
        {
            var assembly = new PluginContext(reference.Hash, libraries).LoadBytes(libraries[manifest.Assemblies[0].File]);
            Entry(assembly).Register(registry);
        }
        catch (Exception e)
        {
            throw new EngineException($"Plug-in '{name}' cannot be loaded: {Cause(e).Message}", e);
        }

        return _loaded[reference.Hash] = new Plugin(name, reference.Hash, registry);
    }

    private static IPlugin Entry(Assembly assembly) =>
        assembly.GetExportedTypes().Where(type => !type.IsAbstract && type.IsAssignableTo(typeof(IPlugin))).ToList() is [var only]
            ? (IPlugin)Activator.CreateInstance(only)!
            : throw new EngineException($"it must have exactly one public class that implements {typeof(IPlugin).FullName}, with a constructor without parameters.");

    private static Exception Cause(Exception e) => e is TargetInvocationException { InnerException: { } inner } ? inner : e;

    private static PluginManifest ReadManifest(string dataDirectory, string hash)
    {
        var path = StoredFile.ManifestOf(dataDirectory, hash);
        if (!File.Exists(path))
            throw StoredFiles.Missing("plug-in", path);
        return PluginManifest.Read(File.ReadAllText(path)) is { } manifest && manifest.Hash == hash ? manifest : throw StoredFiles.Damaged("plug-in", path);
    }

    private static byte[] Read(string folder, PluginAssembly assembly)
    {
        var path = Path.Combine(folder, assembly.File);
        if (!File.Exists(path))
            throw StoredFiles.Missing("plug-in", path);
        var bytes = File.ReadAllBytes(path);
        return Convert.ToHexStringLower(SHA256.HashData(bytes)) == assembly.Hash ? bytes : throw StoredFiles.Damaged("plug-in", path);
    }
}
