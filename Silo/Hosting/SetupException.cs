namespace JointQP.Silo.Hosting;

/// <summary>The silo cannot start here. The message names the place and the mend and is all that a user needs to see.</summary>
public sealed class SetupException : Exception
{
    public SetupException(string message)
        : base(message)
    {
    }

    public SetupException(string message, Exception inner)
        : base(message, inner)
    {
    }

    public SetupException()
    {
    }
}
