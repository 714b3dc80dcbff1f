using System.Collections.Immutable;

namespace JointQP.Studies.Scheduling;

/// <summary>A running study as the scheduler sees it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Priority">A greater one is served first.</param>
/// <param name="Leases">Stages of it that are leased now, at least 0.</param>
/// <param name="Launched">Its position in the order of launch; no two studies have the same.</param>
public sealed record StudyShare(string Name, int Priority, int Leases, int Launched);

/// <summary>In which order an asking worker is offered to the running studies.</summary>
public static class FairShare
{
    /// <summary>
    /// The greater priority first; among equals the study with the fewest leases, so that each ask evens the shares out; then the one
    /// launched first. The next study is asked only when the one before has nothing ready for the worker.
    /// </summary>
    public static ImmutableArray<StudyShare> Order(IEnumerable<StudyShare> running) =>
        [.. running.OrderByDescending(s => s.Priority).ThenBy(s => s.Leases).ThenBy(s => s.Launched)];
}
