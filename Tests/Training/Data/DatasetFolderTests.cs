using JointQP.Training.Data;
using JointQP.Training.Data.Sources;
using Microsoft.Extensions.Time.Testing;

namespace JointQP.Tests.Training.Data;

public sealed class DatasetFolderTests : IDisposable
{
    private static readonly byte[] A = [1, 2, 3];
    private static readonly byte[] B = [4, 5, 6, 7];

    private readonly TemporaryFolder _data = new();
    private readonly TemporaryFolder _package = new();
    private readonly FakeTimeProvider _time = new();
    private readonly List<string> _activities = [];

    public void Dispose()
    {
        _data.Dispose();
        _package.Dispose();
    }

    [Fact]
    public async Task LoadAsync_FilesInTheDataDirectory_FetchesNothing()
    {
        Put(_data["datasets", "toy", "a"], A);
        Put(_data["datasets", "toy", "b.gz"], TemporaryFolder.Gzip(B));

        Assert.Equal([A, B], await LoadAsync(Forbidden));

        Assert.Empty(_activities);
        Assert.Equal(["datasets/toy/a", "datasets/toy/b.gz"], _data.Files());
    }

    [Fact]
    public async Task LoadAsync_FilesOfThePackage_AreUsedWhereTheyLie()
    {
        Put(_package["a.gz"], TemporaryFolder.Gzip(A));
        Put(_package["b.gz"], TemporaryFolder.Gzip(B));

        Assert.Equal([A, B], await LoadAsync(Forbidden));

        Assert.Empty(_data.Files());
    }

    [Fact]
    public async Task LoadAsync_OneFileMissing_FetchesThatOneAlone()
    {
        Put(_data["datasets", "toy", "a"], A);
        var fetcher = new Fetcher("upstream", files => [.. files.Select(file => file.Name == "b" ? B : A)]);

        Assert.Equal([A, B], await LoadAsync(fetcher));

        Assert.Equal(["b"], fetcher.Asked);
        Assert.Equal(["datasets/.toy.lock", "datasets/toy/a", "datasets/toy/b"], _data.Files());
    }

    [Fact]
    public async Task LoadAsync_FirstPlaceFails_TriesTheNext()
    {
        Assert.Equal([A, B], await LoadAsync(new Fetcher("upstream", _ => throw new FetchException("down")), new Fetcher("mirror", _ => [A, B])));

        Assert.Equal([A, B], await LoadAsync(Forbidden));
    }

    [Fact]
    public async Task LoadAsync_EveryPlaceFails_ListsReasonsAndTheMend()
    {
        var error = await Assert.ThrowsAsync<DatasetException>(() => LoadAsync(
            new Fetcher("upstream", _ => throw new FetchException("down")), new Fetcher("a package", _ => throw new FetchException("no apt-get"))));

        Assert.Contains("  upstream: down", error.Message, StringComparison.Ordinal);
        Assert.Contains("  a package: no apt-get", error.Message, StringComparison.Ordinal);
        Assert.Contains($"Put a.gz, b.gz into {_data["datasets", "toy"]}, or install the package (apt-get install toy).", error.Message, StringComparison.Ordinal);
        Assert.Equal(["datasets/.toy.lock"], _data.Files());
    }

    [Fact]
    public async Task LoadAsync_DamagedFileOfTheUser_NamesItAndLeavesItAlone()
    {
        Put(_data["datasets", "toy", "a"], [1, 2]);
        Put(_data["datasets", "toy", "b"], B);

        var error = await Assert.ThrowsAsync<DatasetException>(() => LoadAsync(Forbidden));

        Assert.Equal(
            $"{_data["datasets", "toy", "a"]} is damaged or another file: expected 3 bytes, found 2. Delete it to have it fetched again.", error.Message);
        Assert.Equal([1, 2], await File.ReadAllBytesAsync(_data["datasets", "toy", "a"], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task LoadAsync_DamagedFileOfThePackage_TellsToInstallItAnew()
    {
        Put(_package["a.gz"], A);
        Put(_package["b"], B);

        var error = await Assert.ThrowsAsync<DatasetException>(() => LoadAsync(Forbidden));

        Assert.StartsWith(_package["a.gz"], error.Message, StringComparison.Ordinal);
        Assert.Contains("Install the package anew (apt-get install toy), or put the right file into", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LoadAsync_InterruptedFetch_LeavesNothingHalf()
    {
        using var stop = new CancellationTokenSource();
        var fetcher = new Fetcher("upstream", _ =>
        {
            stop.Cancel();
            stop.Token.ThrowIfCancellationRequested();
            return [];
        });

        await Assert.ThrowsAsync<OperationCanceledException>(() => Folder([fetcher]).LoadAsync(_data.Path, _activities.Add, stop.Token));

        Assert.Equal(["datasets/.toy.lock"], _data.Files());
        Assert.Equal([_data["datasets", "toy"]], Directory.GetDirectories(_data["datasets"]));
    }

    [Fact]
    public async Task LoadAsync_LeftoversOfAKilledFetch_AreRemoved()
    {
        Put(_data["datasets", ".toy.fetch-1", "a"], [1]);

        await LoadAsync(new Fetcher("upstream", _ => [A, B]));

        Assert.Equal(["datasets/.toy.lock", "datasets/toy/a", "datasets/toy/b"], _data.Files());
    }

    [Fact]
    public async Task LoadAsync_TwoAtOnce_OneFetchesAndTheOtherWaitsForIt()
    {
        var gate = new TaskCompletionSource();
        var fetcher = new Fetcher("upstream", _ => [A, B], gate.Task);
        var first = LoadAsync(fetcher);
        var second = LoadAsync(Forbidden);
        Assert.Equal(["waiting for another worker that fetches toy"], _activities);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(second.IsCompleted);

        gate.SetResult();

        Assert.Equal([A, B], await first);
        while (!second.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMilliseconds(200));
            await Task.Yield();
        }

        Assert.Equal([A, B], await second);
        Assert.Single(_activities);
    }

    [Fact]
    public async Task LoadAsync_CancelledWhileAnotherFetches_Ends()
    {
        Directory.CreateDirectory(_data["datasets"]);
        await using var held = new FileStream(_data["datasets", ".toy.lock"], FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
        using var stop = new CancellationTokenSource();
        var load = Folder([Forbidden]).LoadAsync(_data.Path, _activities.Add, stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => load);
    }

    [Fact]
    public async Task LoadAsync_DataDirectoryThatCannotBeWritten_SaysSo()
    {
        Put(_data["datasets"], []);

        var error = await Assert.ThrowsAsync<DatasetException>(() => LoadAsync(Forbidden));

        Assert.StartsWith($"toy cannot be stored in {_data["datasets", "toy"]}: ", error.Message, StringComparison.Ordinal);
        Assert.Contains("or choose another data directory.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LoadAsync_NoRoom_SaysSoBeforeFetching()
    {
        var folder = Folder([Forbidden], room: long.MaxValue);

        var error = await Assert.ThrowsAsync<DatasetException>(() => folder.LoadAsync(_data.Path, _activities.Add, TestContext.Current.CancellationToken));

        Assert.Contains("MB are free, and fetching takes 9,223,372,036,854 MB. Make room there", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LoadAsync_DiskFullWhileFetching_SaysSo()
    {
        var error = await Assert.ThrowsAsync<DatasetException>(
            () => LoadAsync(new Fetcher("upstream", _ => throw new IOException("No space left on device"))));

        Assert.Contains("No space left on device. Make room there", error.Message, StringComparison.Ordinal);
        Assert.Equal(["datasets/.toy.lock"], _data.Files());
    }

    private static Fetcher Forbidden => new("forbidden", _ => throw new InvalidOperationException("Nothing should be fetched."));

    private static void Put(string path, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
    }

    private Task<IReadOnlyList<byte[]>> LoadAsync(params Fetcher[] fetchers) =>
        Folder(fetchers).LoadAsync(_data.Path, _activities.Add, TestContext.Current.CancellationToken);

    private DatasetFolder Folder(Fetcher[] fetchers, long room = 0) => new(
        "toy", [TemporaryFolder.Describe("a", A), TemporaryFolder.Describe("b", B)], _package.Path, "apt-get install toy", fetchers, room, _time);

    private sealed class Fetcher(string name, Func<IReadOnlyList<DatasetFile>, IReadOnlyList<byte[]>> fetch, Task? before = null) : IDatasetFetcher
    {
        public IReadOnlyList<string> Asked { get; private set; } = [];

        public string Name => name;

        public async Task<IReadOnlyList<byte[]>> FetchAsync(
            IReadOnlyList<DatasetFile> files, string scratch, Action<string> activity, CancellationToken cancellationToken)
        {
            Asked = [.. files.Select(file => file.Name)];
            await File.WriteAllTextAsync(Path.Combine(scratch, "half"), "half", cancellationToken);
            await (before ?? Task.CompletedTask);
            return fetch(files);
        }
    }
}
