using System.CommandLine;
using JointQP.Client.Commands;
using JointQP.Client.Hosting;

namespace JointQP.Tests.Unit.Client.Commands;

public sealed class JointQPCommandTests : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("jointqp-").FullName;

    [Theory]
    [InlineData("studdy list", "jointqp: 'studdy' is not known here; nearest: study, ")]
    [InlineData("study lst", "jointqp: 'lst' is not known here; nearest: list, ")]
    [InlineData("study list more", "jointqp: Unrecognized command or argument 'more'.")]
    [InlineData("study list --mor", "jointqp: '--mor' is not known here; nearest: --data, ")]
    [InlineData("study list --outptu json", "jointqp: '--outptu' is not known here; nearest: --output, ")]
    [InlineData("study show --jsn", "jointqp: '--jsn' is not known here; nearest: ")]
    [InlineData("study launch --nmae x", "jointqp: '--nmae' is not known here; nearest: --name, ")]
    [InlineData("study list -o xml", "jointqp: --output: found 'xml', allowed is one of table, json, csv, yaml; nearest: yaml")]
    [InlineData("study show", "jointqp: Required argument 'name' missing")]
    [InlineData("up --workers 0", "jointqp: --workers: found '0', allowed is a whole number, 1 to 256")]
    [InlineData("up --workers two", "jointqp: --workers: found 'two', allowed is a whole number, 1 to 256")]
    [InlineData("up --http-port 65536", "jointqp: --http-port: found '65536', allowed is a whole number, 0 to 65535")]
    [InlineData("study pase demo", "jointqp: 'pase' is not known here; nearest: pause, ")]
    [InlineData("study delte demo", "jointqp: 'delte' is not known here; nearest: delete, ")]
    [InlineData("study pause demo --now --drain", "jointqp: --now and --drain exclude each other; give one of them")]
    [InlineData("study wait demo --timeout 10", "jointqp: --timeout: found '10', allowed is a number followed by s, m, h or d")]
    [InlineData("study wait demo --for trials=0", "jointqp: --for: found 'trials=0', allowed is 'done' or 'trials=N'")]
    [InlineData("study logs demo --tail 0", "jointqp: --tail: found '0', allowed is a whole number, 1 to 10000")]
    [InlineData("study logs demo --since yesterday", "jointqp: --since: found 'yesterday'")]
    [InlineData("trial lst demo", "jointqp: 'lst' is not known here; nearest: list, ")]
    [InlineData("trial list demo --state runing", "jointqp: --state: found 'runing', allowed is one of waiting, running, done, failed, poisoned, cancelled, stopped; nearest: running")]
    [InlineData("trial show demo", "jointqp: Required argument 'trial' missing")]
    [InlineData("worker shw local-0", "jointqp: 'shw' is not known here; nearest: show, ")]
    [InlineData("config shw", "jointqp: 'shw' is not known here; nearest: show, ")]
    [InlineData("completion bsh", "jointqp: shell: found 'bsh', allowed is one of bash, fish, zsh; nearest: bash")]
    [InlineData("demo --seeds -1", "jointqp: --seeds: found '-1'")]
    public async Task Run_WrongWords_SaysWhatIsWrongAndWhereTheHelpIs(string line, string expected)
    {
        var (code, recorded) = await Run(line.Split(' '));

        Assert.Equal(ExitCode.BadInput, code);
        Assert.StartsWith(expected, recorded.Error, StringComparison.Ordinal);
        Assert.Contains("--help'", recorded.Error, StringComparison.Ordinal);
        Assert.Empty(recorded.Out);
    }

    [Theory]
    [InlineData("")]
    [InlineData("study")]
    public async Task Run_WithoutVerb_ShowsTheHelpAndFails(string line)
    {
        var (code, recorded) = await Run(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains("Usage:", recorded.Out, StringComparison.Ordinal);
        Assert.Contains("needs a command: one of", recorded.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_RootHelp_ListsTheExitCodes()
    {
        var (code, recorded) = await Run("--help");

        Assert.Equal(ExitCode.Ok, code);
        Assert.Contains(ExitCode.Help, recorded.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_EveryVerb_HasExamplesAndDescribesItsOptionsAndArguments()
    {
        var recorded = new Recorded();
        var verbs = Leaves(JointQPCommand.Create(recorded.Terminal, new CommonOptions())).ToList();

        Assert.Equal(["demo", "up", "down", "plan", "launch", "extend", "list", "show", "watch", "wait", "logs", "pause", "resume", "retry", "cancel", "delete", "results", "analyze", "compare", "report", "export", "list", "show", "logs", "download", "list", "show", "drain", "restore", "show", "set", "unset", "migrate", "completion"], verbs.Select(v => v.Name));
        Assert.All(verbs, verb =>
        {
            Assert.StartsWith("Examples:", Assert.IsType<Verb>(verb).Remarks, StringComparison.Ordinal);
            Assert.All([.. verb.Options, .. verb.Arguments, (Symbol)verb], symbol => Assert.False(string.IsNullOrWhiteSpace(symbol.Description), symbol.Name));
        });
    }

    [Theory]
    [InlineData("study list")]
    [InlineData("study show demo")]
    [InlineData("study watch demo")]
    [InlineData("study wait demo")]
    [InlineData("study logs demo -f")]
    [InlineData("study pause demo")]
    [InlineData("study resume demo")]
    [InlineData("study retry demo")]
    [InlineData("study cancel demo")]
    [InlineData("study delete demo --yes")]
    [InlineData("study results demo")]
    [InlineData("study analyze demo")]
    [InlineData("study export demo")]
    [InlineData("study report demo")]
    [InlineData("worker list")]
    [InlineData("worker show local-0")]
    [InlineData("trial list demo")]
    [InlineData("trial show demo 1")]
    [InlineData("trial logs demo 1 -f")]
    [InlineData("trial download demo 1")]
    public async Task Run_WhereNothingRuns_SaysHowToStart(string line)
    {
        var (code, recorded) = await Run([.. line.Split(' '), "--data", _data]);

        Assert.Equal(ExitCode.NotRunning, code);
        Assert.Equal($"jointqp: no JointQP is running on {_data}; start one with 'jointqp up --data {_data}'", recorded.Error);
    }

    [Fact]
    public async Task Run_DownWhereNothingRuns_IsDone()
    {
        var (code, recorded) = await Run("down", "--data", _data);

        Assert.Equal(ExitCode.Ok, code);
        Assert.Equal($"no JointQP is running on {_data}", recorded.Out.ReplaceLineEndings(""));
    }

    [Fact]
    public async Task Run_DownAsJson_PrintsNothingButData()
    {
        var (_, recorded) = await Run("down", "--data", _data, "-o", "json");

        Assert.Equal("{\n  \"stoppedProcess\": null\n}", recorded.Out);
        Assert.Empty(recorded.Error);
    }

    public void Dispose() => Directory.Delete(_data, recursive: true);

    private static async Task<(int Code, Recorded Recorded)> Run(params string[] args)
    {
        var recorded = new Recorded();
        return (await JointQPCommand.Run(args, recorded.Terminal), recorded);
    }

    private static IEnumerable<Command> Leaves(Command command) =>
        command.Subcommands.Count == 0 ? [command] : command.Subcommands.SelectMany(Leaves);
}
