using JointQP.Grains.Interfaces.Hosting;
using JointQP.Silo.Hosting;

namespace JointQP.Tests.Processes.Cluster.Hosting;

public sealed class DataDirectoryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SiloEndpoint _self = new(4711, "somewhere", new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), 1, 2, 3);

    [Fact]
    public void Open_HeldByAnother_TellsWhoAndTheMend()
    {
        using var held = DataDirectory.Open(_folder.Path, _self);

        var refusal = Assert.Throws<SetupException>(() => DataDirectory.Open(_folder.Path, _self with { ProcessId = 1 }));

        Assert.Contains($"{_folder.Path} is in use by process 4711 on somewhere since 2026-01-02 03:04:05", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("--data", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_AfterTheHolderIsGone_Succeeds()
    {
        DataDirectory.Open(_folder.Path, _self).Dispose();

        using var next = DataDirectory.Open(_folder.Path, _self with { ProcessId = 2 });

        Assert.Equal(2, SiloEndpoint.Read(Path.Combine(_folder.Path, SiloEndpoint.OwnerFileName))!.ProcessId);
    }

    [Fact]
    public void Open_NotADirectory_NamesItAndTheMend()
    {
        var file = Path.Combine(_folder.Path, "file");
        File.WriteAllText(file, "");

        var refusal = Assert.Throws<SetupException>(() => DataDirectory.Open(file, _self));

        Assert.Contains($"{file} cannot be written", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("--data", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Publish_ThenWithdraw_EndpointIsThereAndGone()
    {
        using var held = DataDirectory.Open(_folder.Path, _self);

        held.Publish(_self);
        Assert.Equal(_self, SiloEndpoint.Read(held.EndpointFile));

        held.Withdraw();
        Assert.False(File.Exists(held.EndpointFile));
    }

    public void Dispose() => _folder.Dispose();
}
