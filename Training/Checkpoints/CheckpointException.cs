namespace JointQP.Training.Checkpoints;

/// <summary>What is wrong with a checkpoint.</summary>
public enum CheckpointFault
{
    /// <summary>No such file.</summary>
    Missing,

    /// <summary>The file is shorter or longer than was recorded.</summary>
    Truncated,

    /// <summary>The file's content is not what was recorded.</summary>
    HashDiffers,

    /// <summary>It was made by a training that differs before its step, or by another network.</summary>
    OtherTrial,

    /// <summary>Its form is not one that this version reads.</summary>
    Unreadable,

    /// <summary>It could not be written: a full disk, a folder that forbids it.</summary>
    NotWritten,
}

/// <summary>A checkpoint cannot be read or written; the message names the file and the mend.</summary>
public sealed class CheckpointException : EngineException
{
    /// <summary>With what is wrong and a message for people.</summary>
    public CheckpointException(CheckpointFault fault, string message) : base(message) => Fault = fault;

    /// <summary>With what is wrong, a message for people, and what caused it.</summary>
    public CheckpointException(CheckpointFault fault, string message, Exception inner) : base(message, inner) => Fault = fault;

    /// <summary>What is wrong. All but <see cref="CheckpointFault.NotWritten"/> are mended by training again from an earlier checkpoint.</summary>
    public CheckpointFault Fault { get; }
}
