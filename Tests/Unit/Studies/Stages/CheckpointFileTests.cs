using JointQP.Studies.Stages;

namespace JointQP.Tests.Unit.Studies.Stages;

public sealed class CheckpointFileTests
{
    [Theory]
    [InlineData("-0123456789abcdef.safetensors")]
    [InlineData(".tmp")]
    public void EpochOf_NameMadeOfAStem_IsItsEpoch(string rest) =>
        Assert.Equal(17, CheckpointFile.EpochOf(CheckpointFile.Stem("t0003.1", 17, 1200) + rest));

    [Theory]
    [InlineData("notes.txt")]
    [InlineData("t0003.1-e-s5-ff.safetensors")]
    [InlineData("t0003.1-e99999999999999999999-s5-ff.safetensors")]
    [InlineData("t0003.1-e5.safetensors")]
    public void EpochOf_AnythingElse_IsNull(string file) => Assert.Null(CheckpointFile.EpochOf(file));
}
