using JointQP.Grains.Interfaces.Hosting;
using JointQP.Silo.Storage;
using JointQP.Studies.Stages;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace JointQP.Tests.Processes.Cluster.Storage;

public sealed class CheckpointFoldersTests : IDisposable
{
    private readonly TemporaryFolder _data = new();
    private readonly CheckpointFolders _folders;

    public CheckpointFoldersTests() => _folders = new CheckpointFolders(_data.Path);

    private string Folder => CheckpointFolder.Of(_data.Path, "s");

    private string Write(long epoch)
    {
        var path = Path.Combine(Folder, CheckpointFile.Stem("t0000.0", epoch, 5) + "-ff.safetensors");
        Directory.CreateDirectory(Folder);
        File.WriteAllText(path, "");
        return path;
    }

    [Fact]
    public async Task Delete_WithFilesAndAgain_LeavesNothing()
    {
        Write(1);

        await _folders.Delete("s");
        await _folders.Delete("s");

        Assert.False(Directory.Exists(Folder));
    }

    [Fact]
    public void RemoveLate_OnlyLateFiles_TheFolderGoesToo()
    {
        Write(3);
        File.WriteAllText(Path.Combine(Folder, CheckpointFile.Stem("t0000.0", 2, 5) + ".tmp"), "");

        Assert.Equal(2, _folders.RemoveLate("s", lastEpoch: 3));

        Assert.False(Directory.Exists(Folder));
        Assert.Equal(0, _folders.RemoveLate("s", lastEpoch: 3));
    }

    [Fact]
    public void RemoveLate_NewStudyOfTheName_KeepsItsFiles()
    {
        var (late, live) = (Write(3), Write(4));

        Assert.Equal(1, _folders.RemoveLate("s", lastEpoch: 3));

        Assert.False(File.Exists(late));
        Assert.True(File.Exists(live));
    }

    [Fact]
    public async Task Remove_ZombieWroteAfterTheDeletion_RemovesWhatItWrote()
    {
        await using var store = new SqliteStores();
        await store.Stages.Add("s", [new StageRecord { Id = "t0000.0", Status = StageStatus.Leased, Epoch = 3, Version = 1 }]);
        await store.Stages.Delete("s");
        Write(3);
        using var late = new LateFiles(store.Stages, _folders, new FakeTimeProvider(), NullLogger<LateFiles>.Instance);

        await late.Remove();

        Assert.False(Directory.Exists(Folder));
    }

    public void Dispose() => _data.Dispose();
}
