using System.Security.Cryptography;
using JointQP.Tests.Training.Stages;
using JointQP.Training.Checkpoints;

namespace JointQP.Tests.Training.Checkpoints;

/// <summary>Checkpoints that are kept elsewhere than in a folder: what an object store would have to do.</summary>
public sealed class OtherFilesTests
{
    [Fact]
    public void Run_CheckpointsInABucket_SameResultAsInAFolder()
    {
        using StageBench bench = new();
        Bucket bucket = new();
        var first = bench.Job(StageBench.Joint) with { Final = false, To = 20 };

        var inFolder = bench.Run(bench.Job(StageBench.Joint)).Result;
        var half = bench.Run(first with { Checkpoints = bucket }).Result;
        var whole = bench.Run(bench.Job(StageBench.Joint) with { Checkpoints = bucket, Start = half.Checkpoint, Epoch = 2 }).Result;

        Assert.Equal(inFolder.StateHash, whole.StateHash);
        Assert.Equal(inFolder.Checkpoint.Hash, whole.Checkpoint.Hash);
        Assert.Contains(whole.Checkpoint.File, bucket.Names(""));
        Assert.DoesNotContain(bucket.Names(""), name => name.EndsWith(CheckpointStore.UnfinishedExtension, StringComparison.Ordinal));

        new CheckpointStore(bucket).DeleteBefore("t0000.0", whole.Checkpoint);
        Assert.DoesNotContain(half.Checkpoint.File, bucket.Names(""));
    }

    [Fact]
    public void Read_RottenInABucket_SaysSo()
    {
        using StageBench bench = new();
        Bucket bucket = new();
        var half = bench.Run(bench.Job(StageBench.Joint) with { Final = false, To = 20, Checkpoints = bucket }).Result.Checkpoint;
        bucket.Rot(half.File);

        var e = Assert.Throws<CheckpointException>(() => new CheckpointStore(bucket).Read(half, "mine"));

        Assert.Equal(CheckpointFault.HashDiffers, e.Fault);
        Assert.Contains("bucket://", e.Message, StringComparison.Ordinal);
    }

    /// <summary>Contents by name, put as a whole: no renaming, no folder, as an object store has it.</summary>
    private sealed class Bucket : ICheckpointFiles
    {
        private readonly Dictionary<string, byte[]> _objects = new(StringComparer.Ordinal);
        private readonly Dictionary<string, byte[]> _unfinished = new(StringComparer.Ordinal);

        public string Place => "bucket://checkpoints";

        public (string Hash, long Bytes) Fill(string unfinished, Action<Stream> write)
        {
            using MemoryStream content = new();
            write(content);
            _unfinished[unfinished] = content.ToArray();
            return (Convert.ToHexStringLower(SHA256.HashData(_unfinished[unfinished])), content.Length);
        }

        public void Publish(string unfinished, string name)
        {
            _unfinished.Remove(unfinished, out var content);
            _objects[name] = content!;
        }

        public Stream Open(string name) =>
            _objects.TryGetValue(name, out var content) ? new MemoryStream(content, writable: false) : throw new FileNotFoundException(null, name);

        public IEnumerable<string> Names(string prefix) =>
            [.. _objects.Keys.Concat(_unfinished.Keys).Where(name => name.StartsWith(prefix, StringComparison.Ordinal))];

        public void TryDelete(string name)
        {
            _objects.Remove(name);
            _unfinished.Remove(name);
        }

        public void Rot(string name) => _objects[name][^1] ^= 1;
    }
}
