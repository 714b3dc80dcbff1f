namespace JointQP.Studies.Stages;

/// <summary>Whether a study hands out its stages, and what it asks of those who hold some.</summary>
public enum Handout
{
    /// <summary>Ready stages are leased.</summary>
    Open,

    /// <summary>No lease is granted; a stage that is held goes on to its end.</summary>
    Draining,

    /// <summary>No lease is granted, and holders are asked to leave a checkpoint and give their stages back.</summary>
    Closed,
}
