namespace JointQP.Tests.Training.Data;

public sealed class DatasetFileTests
{
    private static readonly byte[] Content = [.. Enumerable.Range(0, 5000).Select(i => (byte)(i * i / 7))];

    [Fact]
    public void Read_PlainOrCompressed_IsTheSame()
    {
        var file = TemporaryFolder.Describe("a", Content);

        Assert.Equal(Content, file.Read(new MemoryStream(Content), compressed: false));
        Assert.Equal(Content, file.Read(new MemoryStream(TemporaryFolder.Gzip(Content)), compressed: true));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Read_CutAnywhere_Throws(bool compressed)
    {
        var file = TemporaryFolder.Describe("a", Content);
        byte[] whole = compressed ? TemporaryFolder.Gzip(Content) : Content;

        // The last eight bytes of a gzip file are a checksum of its own, which ours makes needless.
        for (int length = 0; length < whole.Length - 8; length += 97)
            Assert.Throws<FormatException>(() => file.Read(new MemoryStream(whole, 0, length), compressed));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Read_OneByteMore_Throws(bool compressed)
    {
        byte[] more = [.. Content, 0];

        var error = Assert.Throws<FormatException>(() => TemporaryFolder.Describe("a", Content)
            .Read(new MemoryStream(compressed ? TemporaryFolder.Gzip(more) : more), compressed));

        Assert.Contains("expected 5,000 bytes, found more", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OneBitChanged_ThrowsAndTellsBothChecksums()
    {
        var file = TemporaryFolder.Describe("a", Content);
        byte[] changed = [.. Content];
        changed[4321] ^= 1;

        var error = Assert.Throws<FormatException>(() => file.Read(new MemoryStream(changed), compressed: false));

        Assert.Contains(file.Sha256, error.Message, StringComparison.Ordinal);
        Assert.Contains(TemporaryFolder.Describe("a", changed).Sha256, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NoGzip_Throws() => Assert.Throws<FormatException>(
        () => TemporaryFolder.Describe("a", Content).Read(new MemoryStream("<html>sign in first</html>"u8.ToArray()), compressed: true));
}
