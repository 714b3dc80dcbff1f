namespace JointQP.Grains.Interfaces.Hosting;

/// <summary>Where a study's checkpoints lie: workers write there, the silo deletes there.</summary>
public static class CheckpointFolder
{
    /// <summary>The study's folder in a data directory.</summary>
    public static string Of(string dataDirectory, string study) => Path.Combine(dataDirectory, "checkpoints", study);
}
