namespace JointQP.Grains.Storage;

/// <summary>Orleans' storage for what grains keep themselves: small, written rarely.</summary>
public static class GrainStorage
{
    /// <summary>The provider's name.</summary>
    public const string Name = "jointqp";
}
