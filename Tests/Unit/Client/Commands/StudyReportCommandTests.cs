using JointQP.Client.Commands;
using JointQP.Client.Hosting;

namespace JointQP.Tests.Unit.Client.Commands;

public sealed class StudyReportCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("jointqp-").FullName;

    [Fact]
    public async Task Report_FileThatIsThere_IsKeptUnlessForced()
    {
        var file = Path.Combine(_folder, "old.html");
        await File.WriteAllTextAsync(file, "old", TestContext.Current.CancellationToken);

        Assert.Equal((ExitCode.BadInput, $"jointqp: {file} exists already; replace it with --force, or name another with --to"), await Report("--to", file));
        // With it, the cluster is asked next.
        Assert.Equal(ExitCode.NotRunning, (await Report("--to", file, "--force")).Code);
        Assert.Equal("old", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Report_MissingFolder_NamesItBeforeAskingTheCluster()
    {
        var folder = Path.Combine(_folder, "none");

        Assert.Equal(
            (ExitCode.BadInput, $"jointqp: the folder {folder} does not exist; make it, or name another with --to"), await Report("--to", Path.Combine(folder, "report.html")));
    }

    /// <summary>Everywhere else -o is the form of what is printed; a page is asked for by the name of its file.</summary>
    [Fact]
    public async Task Report_ShortOption_IsTheFile()
    {
        Assert.Equal((ExitCode.BadInput, $"jointqp: {_folder} is a folder; name a file in it"), await Report("-o", _folder));
        Assert.Equal(ExitCode.NotRunning, (await Report("-o", Path.Combine(_folder, "report.html"), "--output", "json")).Code);
    }

    [Fact]
    public async Task Report_Folder_AsksForAFile() =>
        Assert.Equal((ExitCode.BadInput, $"jointqp: {_folder} is a folder; name a file in it"), await Report("--to", _folder));

    [Theory]
    [InlineData("--level", "1.5", "--level: allowed is a number above 0 and below 1, such as 0.05")]
    [InlineData("--margin", "-1", "--margin: allowed is a number above 0, in the metric's unit")]
    public async Task Report_NumberOutOfRange_TellsWhatIsAllowed(string option, string value, string told)
    {
        var (code, error) = await Report(option, value);

        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains(told, error, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<(int Code, string Error)> Report(params string[] options)
    {
        var recorded = new Recorded();
        var code = await JointQPCommand.Run(["study", "report", "demo", "--data", _folder, .. options], recorded.Terminal);
        return (code, recorded.Error);
    }
}
