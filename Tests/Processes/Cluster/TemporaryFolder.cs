namespace JointQP.Tests.Processes.Cluster;

/// <summary>A folder of one test.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("jointqp-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
