using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace JointQP.Training.Data.Sources;

/// <summary>Downloads <c>.gz</c> files from mirrors that hold the same files; a mirror that fails makes room for the next one.</summary>
/// <param name="dataset">The data set's name, for people.</param>
/// <param name="mirrors">Addresses to which the file name is added; each ends with a slash.</param>
/// <param name="handler">Sends the requests; its owner disposes it.</param>
/// <param name="time">Measures delays and limits.</param>
/// <param name="limits">How long to wait for what.</param>
internal sealed class HttpFetcher(
    string dataset, IReadOnlyList<Uri> mirrors, HttpMessageHandler handler, TimeProvider time, HttpFetchLimits limits) : IDatasetFetcher
{
    private const int ReportEveryPercent = 5;

    private readonly ResiliencePipeline _pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder()
                .Handle<HttpRequestException>().Handle<IOException>().Handle<FormatException>().Handle<TimeoutRejectedException>(),
            MaxRetryAttempts = limits.Attempts - 1,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = limits.RetryDelay,
        })
        .AddTimeout(limits.Attempt)
        .Build();

    // The mirror to ask next. One that failed is not asked first for the next file again: each such wait is seconds.
    private int _mirror;

    /// <inheritdoc/>
    public string Name => "download from " + string.Join(" or ", mirrors.Select(mirror => mirror.Host));

    /// <inheritdoc/>
    public async Task<IReadOnlyList<byte[]>> FetchAsync(
        IReadOnlyList<DatasetFile> files, string scratch, Action<string> activity, CancellationToken cancellationToken)
    {
        using var client = new HttpClient(handler, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
        long total = files.Sum(file => (long)file.Size);
        long done = 0;
        int reported = -1;
        var contents = new List<byte[]>();
        Report(0);
        foreach (var file in files)
        {
            contents.Add(await DownloadAsync(client, file, Report, cancellationToken));
            done += file.Size;
            Report(0);
        }

        return contents;

        void Report(double bytes)
        {
            int percent = (int)((done + bytes) * 100 / total) / ReportEveryPercent * ReportEveryPercent;
            if (percent > reported)
                activity($"fetching {dataset} {reported = percent} %");
        }
    }

    private async Task<byte[]> DownloadAsync(HttpClient client, DatasetFile file, Action<double> report, CancellationToken cancellationToken)
    {
        var reasons = new SortedDictionary<string, string>(StringComparer.Ordinal);
        try
        {
            return await _pipeline.ExecuteAsync(
                async attempt =>
                {
                    var mirror = mirrors[_mirror];
                    try
                    {
                        return await AttemptAsync(client, new Uri(mirror, file.Name + ".gz"), file, report, attempt);
                    }
                    catch (Exception e)
                    {
                        reasons[mirror.Host] = attempt.IsCancellationRequested ? $"not done within {limits.Attempt.TotalMinutes:0.#} minutes" : e.Message;
                        _mirror = (_mirror + 1) % mirrors.Count;
                        throw;
                    }
                },
                cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or FormatException or TimeoutRejectedException)
        {
            throw new FetchException($"{file.Name}.gz: " + string.Join("; ", reasons.Select(reason => $"{reason.Key}: {reason.Value}")), e);
        }
    }

    private async Task<byte[]> AttemptAsync(HttpClient client, Uri address, DatasetFile file, Action<double> report, CancellationToken cancellationToken)
    {
        // A limit on silence and not on the whole: a slow line is welcome, a dead one is left soon.
        using var silence = new CancellationTokenSource(limits.Answer, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellationToken);
        try
        {
            using var response = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, either.Token);
            response.EnsureSuccessStatusCode();
            long? length = response.Content.Headers.ContentLength;
            await using var body = await response.Content.ReadAsStreamAsync(either.Token);
            using var received = new MemoryStream();
            byte[] buffer = new byte[1 << 16];
            while (true)
            {
                silence.CancelAfter(limits.Silence);
                int read = await body.ReadAsync(buffer, either.Token);
                if (read == 0)
                    break;
                received.Write(buffer, 0, read);
                // Compression does not enlarge by more than this: what goes on is not the file, and must not fill the memory.
                if (received.Length > file.Size + buffer.Length)
                    throw new FormatException($"expected {file.Size:N0} bytes inside, found more than that outside");
                if (length > 0)
                    report((double)file.Size * received.Length / length.Value);
            }

            received.Position = 0;
            return file.Read(received, compressed: true);
        }
        catch (OperationCanceledException e) when (silence.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException("no answer", e);
        }
    }
}

/// <summary>How patient a download is.</summary>
internal sealed record HttpFetchLimits
{
    /// <summary>Attempts for each file, over all mirrors together.</summary>
    /// <value>Default 3.</value>
    public int Attempts { get; init; } = 3;

    /// <summary>The first delay between two attempts; it doubles, with jitter.</summary>
    /// <value>Default half a second.</value>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>From asking to the answer's head. With the attempts it bounds how long a machine without internet is kept waiting: about ten seconds.</summary>
    /// <value>Default 3 seconds.</value>
    public TimeSpan Answer { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Between two pieces of the answer.</summary>
    /// <value>Default 15 seconds.</value>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>One attempt as a whole.</summary>
    /// <value>Default 10 minutes.</value>
    public TimeSpan Attempt { get; init; } = TimeSpan.FromMinutes(10);
}
