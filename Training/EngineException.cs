namespace JointQP.Training;

/// <summary>Training cannot go on for a reason that a person can mend; the message names the place and the mend.</summary>
public class EngineException : Exception
{
    /// <summary>With a message for people.</summary>
    public EngineException(string message) : base(message) { }

    /// <summary>With a message for people and what caused it.</summary>
    public EngineException(string message, Exception inner) : base(message, inner) { }
}
