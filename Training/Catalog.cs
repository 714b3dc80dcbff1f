using System.Collections.Frozen;

namespace JointQP.Training;

/// <summary>Things that a spec names. Adding one is a class and a line.</summary>
/// <typeparam name="T">What a name stands for.</typeparam>
internal sealed class Catalog<T>(string kind, params (string Name, T Value)[] entries)
{
    private readonly FrozenDictionary<string, T> _entries = entries.ToFrozenDictionary(e => e.Name, e => e.Value, StringComparer.Ordinal);

    /// <summary>The names, sorted.</summary>
    public IReadOnlyList<string> Names { get; } = [.. entries.Select(e => e.Name).Order(StringComparer.Ordinal)];

    /// <summary>What <paramref name="name"/> stands for.</summary>
    /// <exception cref="EngineException">Nobody has that name.</exception>
    public T Find(string name) => _entries.TryGetValue(name, out var value)
        ? value
        : throw new EngineException($"Unknown {kind} '{name}'; there is: {string.Join(", ", Names)}.");
}
