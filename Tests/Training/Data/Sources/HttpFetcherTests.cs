using System.Net;
using JointQP.Training.Data;
using JointQP.Training.Data.Sources;
using Microsoft.Extensions.Time.Testing;

namespace JointQP.Tests.Training.Data.Sources;

public sealed class HttpFetcherTests
{
    // Random bytes: they do not shrink, so an answer comes in several pieces.
    private static readonly byte[] A = Bytes(300_000);
    private static readonly byte[] B = Bytes(100_000);
    private static readonly DatasetFile[] Files = [TemporaryFolder.Describe("a", A), TemporaryFolder.Describe("b", B)];

    private readonly FakeTimeProvider _time = new();
    private readonly List<string> _activities = [];

    [Fact]
    public async Task FetchAsync_BothFiles_AreReturnedWithGrowingProgress()
    {
        var server = new Server(Ok);

        var contents = await FetchAsync(server);

        Assert.Equal([A, B], contents);
        Assert.Equal(["http://one.test/x/a.gz", "http://one.test/x/b.gz"], server.Asked);
        Assert.Equal("fetching toy 0 %", _activities[0]);
        Assert.Equal("fetching toy 75 %", _activities.Single(activity => activity.Contains("75", StringComparison.Ordinal)));
        Assert.Equal("fetching toy 100 %", _activities[^1]);
        Assert.Equal(_activities.Distinct(), _activities);
    }

    [Fact]
    public async Task FetchAsync_ServerErrorOnce_AsksTheNextMirrorAndStaysThere()
    {
        var server = new Server(address => address.Host == "one.test" ? new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) : Ok(address));

        Assert.Equal([A, B], await FetchAsync(server));

        Assert.Equal(["http://one.test/x/a.gz", "https://two.test/a.gz", "https://two.test/b.gz"], server.Asked);
    }

    [Fact]
    public async Task FetchAsync_SignInPageInPlaceOfTheFile_AsksTheNextMirror()
    {
        var server = new Server(address => address.Host == "one.test" ? Answer("<html>sign in</html>"u8.ToArray()) : Ok(address));

        Assert.Equal([A, B], await FetchAsync(server));
    }

    [Fact]
    public async Task FetchAsync_AnotherFileOfTheSameSize_IsRefused()
    {
        byte[] wrong = [.. A];
        wrong[^1] ^= 1;

        var error = await Assert.ThrowsAsync<FetchException>(() => FetchAsync(new Server(_ => Answer(TemporaryFolder.Gzip(wrong)))));

        Assert.Contains($"expected SHA-256 {Files[0].Sha256}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FetchAsync_EndlessAnswer_IsLeft()
    {
        var error = await Assert.ThrowsAsync<FetchException>(
            () => FetchAsync(new Server(_ => new HttpResponseMessage { Content = new StreamContent(new Endless()) })));

        Assert.Contains("found more than that outside", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FetchAsync_NoMirrorAnswers_TellsEachMirrorsReasonAfterThreeAttempts()
    {
        var server = new Server(address => throw new HttpRequestException($"cannot reach {address.Host}"));

        var error = await Assert.ThrowsAsync<FetchException>(() => FetchAsync(server));

        Assert.Equal(3, server.Asked.Count);
        Assert.Equal("a.gz: one.test: cannot reach one.test; two.test: cannot reach two.test", error.Message);
    }

    [Fact]
    public async Task FetchAsync_SilentServers_AreLeftAfterTheLimitEach()
    {
        using var asked = new SemaphoreSlim(0);
        var server = new Server(Ok, before: cancellationToken =>
        {
            asked.Release();
            return Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        });
        var fetch = FetchAsync(server);

        for (int attempt = 0; attempt < 3; attempt++)
        {
            await asked.WaitAsync(TestContext.Current.CancellationToken);
            Assert.False(fetch.IsCompleted);
            _time.Advance(TimeSpan.FromSeconds(3));
        }

        var error = await Assert.ThrowsAsync<FetchException>(() => fetch);
        Assert.Contains("one.test: no answer; two.test: no answer", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FetchAsync_Cancelled_EndsWithoutAnotherAttempt()
    {
        using var stop = new CancellationTokenSource();
        var server = new Server(_ =>
        {
            stop.Cancel();
            throw new OperationCanceledException(stop.Token);
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Fetcher(server).FetchAsync(Files, "", _activities.Add, stop.Token));

        Assert.Single(server.Asked);
    }

    private Task<IReadOnlyList<byte[]>> FetchAsync(Server server) =>
        Fetcher(server).FetchAsync(Files, "", _activities.Add, TestContext.Current.CancellationToken);

    private HttpFetcher Fetcher(Server server) =>
        new("toy", [new("http://one.test/x/"), new("https://two.test/")], server, _time, new HttpFetchLimits { RetryDelay = TimeSpan.Zero });

    private static byte[] Bytes(int count)
    {
        byte[] bytes = new byte[count];
        new Random(count).NextBytes(bytes);
        return bytes;
    }

    private static HttpResponseMessage Ok(Uri address) => Answer(TemporaryFolder.Gzip(address.AbsolutePath.EndsWith("/a.gz", StringComparison.Ordinal) ? A : B));

    private static HttpResponseMessage Answer(byte[] body) => new() { Content = new ByteArrayContent(body) };

    private sealed class Server(Func<Uri, HttpResponseMessage> answer, Func<CancellationToken, Task>? before = null) : HttpMessageHandler
    {
        public List<string> Asked { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked.Add(request.RequestUri!.ToString());
            await (before?.Invoke(cancellationToken) ?? Task.CompletedTask);
            return answer(request.RequestUri);
        }
    }

    private sealed class Endless : MemoryStream
    {
        public override bool CanSeek => false;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(buffer.Length);
    }
}
