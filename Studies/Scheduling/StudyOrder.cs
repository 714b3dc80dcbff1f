namespace JointQP.Studies.Scheduling;

/// <summary>What decides whose turn it is.</summary>
/// <param name="Name">The study.</param>
/// <param name="Priority">Higher is served first.</param>
/// <param name="Leases">Leases it has now.</param>
/// <param name="LaunchOrder">Position among all studies by launch.</param>
public sealed record StudyTurn(string Name, int Priority, int Leases, int LaunchOrder);

/// <summary>Which study an asking worker is offered to first.</summary>
public static class StudyOrder
{
    /// <summary>By priority; among equals the one with the fewest leases, so that workers are shared evenly; then the one launched first.</summary>
    public static IEnumerable<StudyTurn> Of(IEnumerable<StudyTurn> studies) => studies
        .OrderByDescending(study => study.Priority)
        .ThenBy(study => study.Leases)
        .ThenBy(study => study.LaunchOrder);
}
