using JointQP.Training.Data;
using JointQP.Training.Data.Sources;

namespace JointQP.Tests.Training.Data.Sources;

public sealed class DebianPackageFetcherTests : IDisposable
{
    private static readonly byte[] Content = [1, 2, 3];
    private static readonly DatasetFile[] Files = [TemporaryFolder.Describe("a", Content)];

    private readonly TemporaryFolder _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task FetchAsync_SystemKnowsThePackage_UnpacksItsFiles()
    {
        var system = new Debian { Knows = true };

        Assert.Equal([Content], await FetchAsync(system));

        Assert.Equal(["apt-get download", "dpkg-deb -x"], system.Ran.Select(Short));
    }

    [Fact]
    public async Task FetchAsync_SystemWithoutLists_FetchesListsOfItsOwn()
    {
        var system = new Debian();

        Assert.Equal([Content], await FetchAsync(system));

        Assert.Equal(["apt-get download", "apt-get update", "apt-get download", "dpkg-deb -x"], system.Ran.Select(Short));
        string own = $"Dir::State::lists={_scratch["lists"]}";
        Assert.DoesNotContain(own, system.Ran[0], StringComparison.Ordinal);
        Assert.All(system.Ran[1..3], command => Assert.Contains(own, command, StringComparison.Ordinal));
        Assert.All(system.Ran[1..3], command => Assert.Contains($"Dir::Cache={_scratch["cache"]}", command, StringComparison.Ordinal));
    }

    [Fact]
    public async Task FetchAsync_UpdateThatComplainsButBroughtTheList_IsEnough() =>
        Assert.Equal([Content], await FetchAsync(new Debian { UpdateExit = 100 }));

    [Fact]
    public async Task FetchAsync_NoSuchPackage_TellsWhatAptSaid()
    {
        var error = await Assert.ThrowsAsync<FetchException>(() => FetchAsync(new Debian { Update = () => throw new TimeoutException("apt-get was not done within 120 s") }));

        Assert.Equal("apt-get ended with 100: E: Unable to locate package toy; apt-get was not done within 120 s", error.Message);
    }

    [Theory]
    [InlineData("apt-get")]
    [InlineData("dpkg-deb")]
    public async Task FetchAsync_SystemWithoutTheProgram_SaysSo(string missing)
    {
        var system = new Debian { Lacks = missing };

        var error = await Assert.ThrowsAsync<FetchException>(() => FetchAsync(system));

        Assert.Equal($"this system has no {missing}", error.Message);
        Assert.Empty(system.Ran);
    }

    [Fact]
    public async Task FetchAsync_PackageWithoutTheFile_SaysSo()
    {
        var error = await Assert.ThrowsAsync<FetchException>(() => FetchAsync(new Debian { Knows = true, Name = "other" }));

        Assert.Equal("the package toy holds no a", error.Message);
    }

    [Fact]
    public async Task FetchAsync_PackageWithAnotherContent_IsRefused()
    {
        var error = await Assert.ThrowsAsync<FetchException>(() => FetchAsync(new Debian { Knows = true, Inside = [1, 2, 4] }));

        Assert.StartsWith("a in the package: expected SHA-256", error.Message, StringComparison.Ordinal);
    }

    private static string Short(string command) =>
        command.Split(' ')[0] + " " + new[] { "download", "update", "-x" }.Single(verb => command.Split(' ').Contains(verb));

    private Task<IReadOnlyList<byte[]>> FetchAsync(Debian system) =>
        new DebianPackageFetcher("toy", system).FetchAsync(Files, _scratch.Path, _ => { }, TestContext.Current.CancellationToken);

    /// <summary>A system with apt, as far as the fetcher can see.</summary>
    private sealed class Debian : IProcessRunner
    {
        public bool Knows { get; set; }

        public string? Lacks { get; init; }

        public int UpdateExit { get; init; }

        public Action? Update { get; init; }

        public string Name { get; init; } = "a.gz";

        public byte[] Inside { get; init; } = Content;

        public List<string> Ran { get; } = [];

        public bool Has(string program) => program != Lacks;

        public Task<ProcessResult> RunAsync(
            string program, IReadOnlyList<string> arguments, string folder, TimeSpan limit, CancellationToken cancellationToken)
        {
            Ran.Add($"{program} {string.Join(' ', arguments)}");
            if (program == "dpkg-deb")
            {
                string files = Directory.CreateDirectory(Path.Combine(arguments[2], "usr", "share")).FullName;
                Assert.True(File.Exists(arguments[1]));
                File.WriteAllBytes(Path.Combine(files, Name), TemporaryFolder.Gzip(Inside));
            }
            else if (arguments.Contains("update"))
            {
                Update?.Invoke();
                Knows = true;
                return Task.FromResult(new ProcessResult(UpdateExit, ["E: some other source"]));
            }
            else if (!Knows)
            {
                return Task.FromResult(new ProcessResult(100, ["Reading package lists...", "E: Unable to locate package toy", "more words"]));
            }
            else
            {
                File.WriteAllText(Path.Combine(folder, "toy_1_all.deb"), "");
            }

            return Task.FromResult(new ProcessResult(0, []));
        }
    }
}
