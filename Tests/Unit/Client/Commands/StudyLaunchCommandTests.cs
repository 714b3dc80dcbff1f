using JointQP.Client.Commands;
using JointQP.Client.Hosting;

namespace JointQP.Tests.Unit.Client.Commands;

public sealed class StudyLaunchCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("jointqp-").FullName;

    [Fact]
    public async Task Launch_SpecWithProblems_TellsEachWithItsPlaceBeforeAskingTheCluster()
    {
        var file = Path.Combine(_folder, "bad.yaml");
        await File.WriteAllTextAsync(file, "name: x\nseeds: []\nexperiments:\n  - name: a\n    dataset: mnst\n", TestContext.Current.CancellationToken);

        var (code, lines) = await Launch(file);

        Assert.Equal(ExitCode.BadInput, code);
        Assert.All(lines[..^1], line => Assert.Matches($@"^{System.Text.RegularExpressions.Regex.Escape(file)}:\d+:\d+: .", line));
        Assert.StartsWith($"{file}:2:8: ", lines[0], StringComparison.Ordinal);
        Assert.Contains(lines, line => line.Contains("mnst", StringComparison.Ordinal));
        Assert.Equal($"jointqp: {lines.Length - 1} problems; nothing was launched", lines[^1]);
    }

    [Fact]
    public async Task Launch_GoodSpecWhereNothingRuns_SaysHowToStart()
    {
        var (code, lines) = await Launch(Path.Combine(AppContext.BaseDirectory, "examples", "quick.yaml"));

        Assert.Equal(ExitCode.NotRunning, code);
        // Two seeds show nothing: that is told before anything is asked of a cluster.
        Assert.Equal(2, lines.Length);
        Assert.Contains("2 seeds cannot show", lines[0], StringComparison.Ordinal);
        Assert.Contains("start one with 'jointqp up", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Launch_MissingFile_NamesIt()
    {
        var file = Path.Combine(_folder, "none.yaml");
        var (code, lines) = await Launch(file);

        Assert.Equal(ExitCode.BadInput, code);
        Assert.Equal($"jointqp: {file} does not exist; name a study's YAML file", Assert.Single(lines));
    }

    [Fact]
    public async Task Launch_Folder_SaysSo()
    {
        var (code, lines) = await Launch(_folder);

        Assert.Equal(ExitCode.BadInput, code);
        Assert.Equal($"jointqp: {_folder} is a folder; name a study's YAML file in it", Assert.Single(lines));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<(int Code, string[] Lines)> Launch(string file)
    {
        var recorded = new Recorded();
        var code = await JointQPCommand.Run(["study", "launch", file, "--data", _folder], recorded.Terminal);
        Assert.Empty(recorded.Out);
        return (code, recorded.Error.Split('\n'));
    }
}
