using System.Security.Cryptography;
using JointQP.Studies.Stages;
using JointQP.Training.Checkpoints;
using Microsoft.Extensions.Time.Testing;
using static TorchSharp.torch;

namespace JointQP.Tests.Training.Checkpoints;

public sealed class CheckpointCacheTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("jointqp-cache-").FullName;
    private readonly FakeTimeProvider _time = new();
    private readonly SortedDictionary<string, Tensor> _state = new(StringComparer.Ordinal) { ["a"] = tensor([0f, 1, 2, 3, 4, 5]), ["b"] = tensor(41L) };

    private string Shared => Path.Combine(_folder, "shared");

    private string Local => Path.Combine(_folder, "local");

    [Fact]
    public void Read_WrittenForChildren_FromMemoryThoughTheFileIsGone()
    {
        var store = new CheckpointStore(Shared, new CheckpointCache(1 << 20, 8));
        var written = Write(store, 1);
        Assert.Equal(written, Write(new CheckpointStore(Path.Combine(_folder, "plain")), 1));
        Assert.Equal(written.Hash, HashOf(PathOf(written)));
        File.Delete(PathOf(written));
        AssertRead(store, written);
    }

    [Fact]
    public void Read_ReadBefore_FromMemoryThoughTheFileIsGone()
    {
        var written = Write(new CheckpointStore(Shared), 1);
        var store = new CheckpointStore(Shared, new CheckpointCache(1 << 20, 8));
        AssertRead(store, written);
        File.Delete(PathOf(written));
        AssertRead(store, written);
    }

    [Theory]
    [InlineData(0, 8)]
    [InlineData(100, 8)]
    [InlineData(1 << 20, 0)]
    public void Read_NoRoomInMemory_FromTheFile(long bytes, int count)
    {
        CheckpointCache cache = new(bytes, count);
        var store = new CheckpointStore(Shared, cache);
        var written = Write(store, 1);
        AssertRead(store, written);
        Assert.Empty(cache.Newest(8));
        File.Delete(PathOf(written));
        AssertFault(store, written, CheckpointFault.Missing);
    }

    [Fact]
    public void Read_NotWrittenForChildren_NotKept()
    {
        CheckpointCache cache = new(1 << 20, 8);
        new CheckpointStore(Shared, cache).Write("t0001.0", 1, 12, "mine", _state);
        Assert.Empty(cache.Newest(8));
    }

    [Fact]
    public void Read_FileDamaged_SaysWhatItIsAndKeepsNothing()
    {
        var written = Write(new CheckpointStore(Shared), 1);
        CheckpointCache cache = new(1 << 20, 8);
        var store = new CheckpointStore(Shared, cache);
        Flip(PathOf(written));
        AssertFault(store, written, CheckpointFault.HashDiffers);
        File.AppendAllText(PathOf(written), "x");
        AssertFault(store, written, CheckpointFault.Truncated);
        File.Delete(PathOf(written));
        AssertFault(store, written, CheckpointFault.Missing);
        Assert.Empty(cache.Newest(8));
    }

    [Fact]
    public void Read_FromMemoryForAnotherTrial_SaysSo()
    {
        var store = new CheckpointStore(Shared, new CheckpointCache(1 << 20, 8));
        var written = Write(store, 1);
        Assert.Equal(CheckpointFault.OtherTrial, Assert.Throws<CheckpointException>(() => store.Read(written, "another")).Fault);
    }

    [Fact]
    public void Keep_MoreThanItsCount_TheLeastRecentlyUsedGoes()
    {
        CheckpointCache cache = new(1 << 20, 2);
        var store = new CheckpointStore(Shared, cache);
        var (first, second) = (Write(store, 1), Write(store, 2));
        AssertRead(store, first);
        var third = Write(store, 3);
        Assert.Equal([third.Hash, first.Hash], cache.Newest(8));
        Assert.Equal([third.Hash], cache.Newest(1));
        File.Delete(PathOf(second));
        AssertFault(store, second, CheckpointFault.Missing);
    }

    [Fact]
    public void Keep_MoreThanItsBytes_TheLeastRecentlyUsedGoes()
    {
        CheckpointCache cache = new(250, 8);
        string[] hashes = ["a", "b", "c"];
        foreach (var hash in hashes)
            cache.Keep(hash, new byte[100]);
        Assert.Equal(["c", "b"], cache.Newest(8));
        // Kept again it takes its room once.
        cache.Keep("b", new byte[100]);
        Assert.Equal(["b", "c"], cache.Newest(8));
        cache.Keep("d", new byte[251]);
        Assert.Equal(["b", "c"], cache.Newest(8));
    }

    [Fact]
    public void Read_CopyOnTheLocalDisk_ReadWithoutTheSharedFile()
    {
        var written = Write(new CheckpointStore(Shared, OnDisk()), 1);
        File.Delete(PathOf(written));
        // Another process of the machine, with nothing in memory.
        var cache = OnDisk();
        Assert.Equal([written.Hash], cache.Newest(8));
        AssertRead(new CheckpointStore(Shared, cache), written);
    }

    [Fact]
    public void Read_CopyOnTheLocalDiskDamaged_DroppedAndTheSharedFileReadAndCopiedAnew()
    {
        var written = Write(new CheckpointStore(Shared, OnDisk()), 1);
        var copy = Assert.Single(Directory.GetFiles(Local));
        Flip(copy);
        var shared = File.ReadAllBytes(PathOf(written));
        File.Delete(PathOf(written));
        AssertFault(new CheckpointStore(Shared, OnDisk()), written, CheckpointFault.Missing);
        Assert.Empty(Directory.GetFiles(Local));

        File.WriteAllBytes(PathOf(written), shared);
        AssertRead(new CheckpointStore(Shared, OnDisk()), written);
        Assert.Equal(written.Hash, HashOf(Assert.Single(Directory.GetFiles(Local))));
    }

    [Fact]
    public void Keep_LocalDiskFull_TheOldestCopiesGoAndOtherFilesStay()
    {
        Directory.CreateDirectory(Local);
        var other = Path.Combine(Local, "other.safetensors");
        File.WriteAllBytes(other, new byte[1000]);
        var first = Write(new CheckpointStore(Shared), 1);
        var cache = OnDisk(bytes: (2 * first.Bytes) + 10);
        var store = new CheckpointStore(Shared, cache);
        AssertRead(store, first);
        _time.Advance(TimeSpan.FromSeconds(1));
        var second = Write(store, 2);
        _time.Advance(TimeSpan.FromSeconds(1));
        AssertRead(new CheckpointStore(Shared, OnDisk()), first);
        _time.Advance(TimeSpan.FromSeconds(1));
        var third = Write(store, 3);
        Assert.Equal([third.Hash, first.Hash], OnDisk().Newest(8));
        Assert.True(File.Exists(other));
        AssertRead(store, second);
    }

    [Fact]
    public void Read_LocalDiskCannotBeWritten_ReadAllTheSame()
    {
        File.WriteAllText(Local, "a file where the folder would be");
        var store = new CheckpointStore(Shared, OnDisk());
        AssertRead(store, Write(store, 1));
    }

    public void Dispose()
    {
        foreach (var tensor in _state.Values)
            tensor.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    // No memory, so that only the disk can be what a checkpoint comes from.
    private CheckpointCache OnDisk(long bytes = 1 << 20) => new(0, 0, new CheckpointCacheFolder(Local, bytes, _time));

    private CheckpointRef Write(CheckpointStore store, long step) => store.Write("t0001.0", 1, step, "mine", _state, forChildren: true);

    private string PathOf(CheckpointRef checkpoint) => Path.Combine(Shared, checkpoint.File);

    private void AssertRead(CheckpointStore store, CheckpointRef checkpoint)
    {
        var read = store.Read(checkpoint, "mine");
        Assert.Equal(StateHash.Of(_state), StateHash.Of(new SortedDictionary<string, Tensor>(read, StringComparer.Ordinal)));
        foreach (var tensor in read.Values)
            tensor.Dispose();
    }

    private static void AssertFault(CheckpointStore store, CheckpointRef checkpoint, CheckpointFault fault) =>
        Assert.Equal(fault, Assert.Throws<CheckpointException>(() => store.Read(checkpoint, "mine")).Fault);

    private static void Flip(string path)
    {
        var content = File.ReadAllBytes(path);
        content[^1] ^= 1;
        File.WriteAllBytes(path, content);
    }

    private static string HashOf(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));
}
