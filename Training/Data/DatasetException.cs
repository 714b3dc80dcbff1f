namespace JointQP.Training.Data;

/// <summary>A data set that is missing, damaged or cannot be stored. The message names the place and the mend.</summary>
public sealed class DatasetException : IOException
{
    /// <summary>An error without words.</summary>
    public DatasetException()
    {
    }

    /// <summary>An error with its message.</summary>
    public DatasetException(string message) : base(message)
    {
    }

    /// <summary>An error with its message and what led to it.</summary>
    public DatasetException(string message, Exception? innerException) : base(message, innerException)
    {
    }
}
