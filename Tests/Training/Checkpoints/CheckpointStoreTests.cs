using JointQP.Studies.Stages;
using JointQP.Training.Checkpoints;
using static TorchSharp.torch;

namespace JointQP.Tests.Training.Checkpoints;

public sealed class CheckpointStoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("jointqp-checkpoints-").FullName;
    private readonly SortedDictionary<string, Tensor> _state = new(StringComparer.Ordinal)
    {
        ["a"] = tensor([0f, 1, 2, 3, 4, 5], [2, 3]),
        ["b/count"] = tensor(41L),
        ["c/mask"] = tensor(new[] { true, false, true }),
        ["d/bytes"] = tensor(new byte[] { 1, 2, 255 }, ScalarType.Byte),
        ["e/none"] = zeros(0, 4),
    };

    private CheckpointStore Store => new(_folder);

    [Fact]
    public void Read_WhatWasWritten_SameTensorsAndName()
    {
        var written = Write();
        Assert.Equal($"t0001.0-e3-s12-{written.Hash[..16]}.safetensors", written.File);
        Assert.Equal(new FileInfo(Path.Combine(_folder, written.File)).Length, written.Bytes);
        Assert.Equal(12, written.Step);
        var read = Store.Read(written, "mine");
        Assert.Equal(StateHash.Of(_state), StateHash.Of(new SortedDictionary<string, Tensor>(read, StringComparer.Ordinal)));
        Assert.Equal(_state.Keys, read.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Read_FileGone_SaysMissing() => AssertRefused(Write(), File.Delete, CheckpointFault.Missing);

    [Fact]
    public void Read_FileCutShort_SaysTruncated() => AssertRefused(
        Write(),
        path =>
        {
            using var file = File.OpenWrite(path);
            file.SetLength(file.Length - 1);
        },
        CheckpointFault.Truncated);

    [Fact]
    public void Read_AnyByteFlipped_SaysHashDiffers()
    {
        var written = Write();
        var path = Path.Combine(_folder, written.File);
        var whole = File.ReadAllBytes(path);
        foreach (var at in new[] { 0, 9, whole.Length / 2, whole.Length - 1 })
        {
            byte[] flipped = [.. whole];
            flipped[at] ^= 1;
            AssertRefused(written, _ => File.WriteAllBytes(path, flipped), CheckpointFault.HashDiffers);
        }
    }

    [Fact]
    public void Read_OtherTrials_SaysSo()
    {
        var e = Assert.Throws<CheckpointException>(() => Store.Read(Write(), "another"));
        Assert.Equal(CheckpointFault.OtherTrial, e.Fault);
    }

    [Fact]
    public void Read_RecordedButNotACheckpoint_SaysUnreadable()
    {
        byte[] noise = [.. Enumerable.Repeat((byte)7, 100)];
        File.WriteAllBytes(Path.Combine(_folder, "x"), noise);
        var reference = new CheckpointRef("x", 1, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(noise)), noise.Length);
        Assert.Equal(CheckpointFault.Unreadable, Assert.Throws<CheckpointException>(() => Store.Read(reference, "mine")).Fault);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(50)]
    [InlineData(99)]
    public void Write_DiskFull_SaysSoAndLeavesNothing(int percent)
    {
        var whole = Write();
        File.Delete(Path.Combine(_folder, whole.File));
        var room = (int)(whole.Bytes * percent / 100);
        var store = new CheckpointStore(new FolderFiles(_folder) { Create = path => new FullDisk(path, room) });
        var e = Assert.Throws<CheckpointException>(() => store.Write("t0001.0", 3, 12, "mine", _state));
        Assert.Equal(CheckpointFault.NotWritten, e.Fault);
        Assert.Contains("No space left", e.Message, StringComparison.Ordinal);
        Assert.Contains(_folder, e.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public void Write_FolderIsAFile_SaysSo()
    {
        var path = Path.Combine(_folder, "taken");
        File.WriteAllText(path, "");
        var e = Assert.Throws<CheckpointException>(() => new CheckpointStore(path).Write("t0001.0", 3, 12, "mine", _state));
        Assert.Equal(CheckpointFault.NotWritten, e.Fault);
    }

    [Fact]
    public void Write_AfterADeadWorker_RemovesItsLeftoversAlone()
    {
        var finished = Write();
        string[] kept = [finished.File, "t0001.0-e4-s1.tmp", "t0001.01-e1-s1.tmp", "t0002.0-e1-s9.tmp"];
        foreach (var name in kept.Skip(1).Append("t0001.0-e2-s40.tmp").Append("t0001.0-e3-s40.tmp"))
            File.WriteAllText(Path.Combine(_folder, name), "half");
        var next = Store.Write("t0001.0", 4, 20, "mine", _state);
        Assert.Equal(kept.Append(next.File).Order(), Directory.GetFiles(_folder).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void DeleteBefore_WhatAnOldLeaseHadRecorded_SparesWhatLaterLeasesWrote()
    {
        var before = Store.Write("t0001.0", 2, 30, "mine", _state);
        var recorded = Write();
        CheckpointRef[] kept =
        [
            recorded,
            Store.Write("t0001.0", 3, 13, "mine", _state),
            Store.Write("t0001.0", 4, 6, "mine", _state),
            Store.Write("t0001.1", 1, 1, "mine", _state),
        ];

        Store.DeleteBefore("t0001.0", recorded);

        Assert.NotEqual(before.File, recorded.File);
        Assert.Equal(kept.Select(c => c.File).Order(), Directory.GetFiles(_folder).Select(Path.GetFileName).Order());
    }

    public void Dispose()
    {
        foreach (var tensor in _state.Values)
            tensor.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private CheckpointRef Write() => Store.Write("t0001.0", 3, 12, "mine", _state);

    private void AssertRefused(CheckpointRef written, Action<string> harm, CheckpointFault fault)
    {
        harm(Path.Combine(_folder, written.File));
        var e = Assert.Throws<CheckpointException>(() => Store.Read(written, "mine"));
        Assert.Equal(fault, e.Fault);
        Assert.Contains(written.File, e.Message, StringComparison.Ordinal);
    }
}
