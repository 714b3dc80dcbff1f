using JointQP.Silo.Storage;

namespace JointQP.Tests.Processes.Cluster.Storage;

public sealed class SqliteWriterTests : IAsyncDisposable
{
    private readonly SqliteStores _fixture = new();

    [Fact]
    public async Task Write_OneOfAGroupThrows_OnlyItsChangesAreUndone()
    {
        using var started = new ManualResetEventSlim();
        using var go = new ManualResetEventSlim();
        // While this one runs, the others gather for the next commit.
        var first = _fixture.Writer.Write(_ =>
        {
            started.Set();
            go.Wait(TestContext.Current.CancellationToken);
            return 0;
        });
        started.Wait(TestContext.Current.CancellationToken);
        var good = _fixture.Writer.Write(connection => connection.Execute("INSERT INTO metrics VALUES ('s', 'a', 1, 'x', 1, 0)"));
        var bad = _fixture.Writer.Write<int>(connection =>
        {
            connection.Execute("INSERT INTO metrics VALUES ('s', 'a', 2, 'x', 1, 0)");
            throw new InvalidDataException("made up");
        });
        var last = _fixture.Writer.Write(connection => connection.Execute("INSERT INTO metrics VALUES ('s', 'a', 3, 'x', 1, 0)"));
        go.Set();

        await Task.WhenAll(first, good, last);
        await Assert.ThrowsAsync<InvalidDataException>(() => bad);
        Assert.Equal([1L, 3L], (await _fixture.Metrics.Read("s", "a", -1, 10)).Select(row => row.Step));
    }

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();
}
