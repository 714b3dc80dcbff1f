using JointQP.Training.Checkpoints;
using static TorchSharp.torch;

namespace JointQP.Tests.Training.Checkpoints;

public sealed class StateHashTests
{
    [Fact]
    public void Of_NameTypeShapeOrBytesDiffer_HashesDiffer()
    {
        using var scope = NewDisposeScope();
        string[] hashes =
        [
            Hash("a", tensor(new[] { 1f, 2f })),
            Hash("b", tensor(new[] { 1f, 2f })),
            Hash("a", tensor(new[] { 1f, 3f })),
            Hash("a", tensor(new[] { 1f, 2f }).reshape(1, 2)),
            Hash("a", tensor(new[] { BitConverter.SingleToInt32Bits(1f), BitConverter.SingleToInt32Bits(2f) })),
        ];
        Assert.Equal(hashes.Length, hashes.Distinct().Count());
        Assert.Equal(hashes[0], Hash("a", tensor(new[] { 1f, 2f })));
    }

    [Fact]
    public void Of_BoundaryBetweenNameAndTypeMoves_HashesDiffer() => Assert.NotEqual(Hash("aF32", zeros(0)), Hash("a", zeros(0)));

    private static string Hash(string name, Tensor tensor) => StateHash.Of([new(name, tensor)]);
}
