using System.Reflection;
using System.Runtime.Loader;
using JointQP.Studies.Files;

namespace JointQP.Training.Plugins;

/// <summary>Where the assemblies of one plug-in live: its own libraries first, everything else, JointQP and TorchSharp above all, from the worker.</summary>
/// <remarks>From bytes that were hashed, so what runs is what was verified. Never unloaded: libtorch may hold on to delegates of its modules.</remarks>
internal sealed class PluginContext(string hash, IReadOnlyDictionary<string, byte[]> libraries) : AssemblyLoadContext("plugin " + hash)
{
    /// <summary>Loads an assembly into this context.</summary>
    public Assembly LoadBytes(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes, writable: false);
        return LoadFromStream(stream);
    }

    protected override Assembly? Load(AssemblyName assemblyName) =>
        !PluginManifest.IsProduct(assemblyName.Name) && libraries.TryGetValue(assemblyName.Name + ".dll", out var bytes) ? LoadBytes(bytes) : null;
}
