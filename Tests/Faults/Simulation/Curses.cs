namespace JointQP.Tests.Faults.Simulation;

/// <summary>Stages that always come to harm in one way or another, by id.</summary>
internal sealed record Curses
{
    /// <summary>Its worker dies of training it.</summary>
    public string? Kills { get; init; }

    /// <summary>Its training throws.</summary>
    public string? Throws { get; init; }

    /// <summary>Its last checkpoint is damaged, so often.</summary>
    public string? Damaged { get; init; }

    public int Times { get; init; } = int.MaxValue;

    /// <summary>Trained a second time, it ends in other bits.</summary>
    public string? Contradicts { get; init; }
}
