namespace JointQP.Grains.Interfaces.Hosting;

/// <summary>
/// The store did not do what was asked, or whether it did is not known. Whoever asked may ask again: everything that is stored is stored once,
/// however often it is sent.
/// </summary>
[GenerateSerializer, Alias("JointQP.StorageException")]
public sealed class StorageException : Orleans.Runtime.OrleansException
{
    /// <summary>With a message that names the place.</summary>
    public StorageException(string message)
        : base(message)
    {
    }

    /// <summary>With a message and what lies behind it.</summary>
    public StorageException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>Without a message.</summary>
    public StorageException()
    {
    }
}
