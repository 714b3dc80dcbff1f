using JointQP.Studies.Results;

namespace JointQP.Tests.Unit.Studies.Results;

public sealed class ExportFilesTests
{
    [Theory]
    [InlineData("t0001.2-e3-s752-0f3a.safetensors", "t0001.2-e3-s752-0f3a")]
    [InlineData("a/b/t0001.2-e3-s752-0f3a.safetensors", "a/b/t0001.2-e3-s752-0f3a")]
    [InlineData("fashion.v2", "fashion.v2")]
    public void Of_Name_TakesItWithoutItsEnding(string name, string stem) =>
        Assert.Equal(new ExportFiles(stem + ".export.safetensors", stem + ".export.json"), ExportFiles.Of(name));

    [Fact]
    public void Of_NoName_Throws() => Assert.Throws<ArgumentException>(() => ExportFiles.Of(" "));
}
