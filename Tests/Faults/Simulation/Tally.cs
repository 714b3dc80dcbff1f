using System.Runtime.InteropServices;

namespace JointQP.Tests.Faults.Simulation;

/// <summary>What happened how often: that a run disturbed anything is a thing to be shown, too.</summary>
internal sealed class Tally
{
    private readonly Dictionary<string, long> _counts = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, long> Counts => _counts;

    public long this[string what] => _counts.GetValueOrDefault(what);

    public void Count(string what, long times = 1) => CollectionsMarshal.GetValueRefOrAddDefault(_counts, what, out _) += times;

    public void Add(Tally other)
    {
        foreach (var (what, times) in other._counts)
            Count(what, times);
    }

    public override string ToString() => string.Join(", ", _counts.OrderBy(count => count.Key, StringComparer.Ordinal).Select(count => FormattableString.Invariant($"{count.Key} {count.Value:N0}")));
}
