using JointQP.Client.Commands;
using JointQP.Client.Hosting;
using JointQP.Client.Rendering;
using JointQP.Tests.Unit.Client.Rendering.Watch;

namespace JointQP.Tests.Unit.Client.Hosting;

public sealed class ConsoleSettingsTests : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("jointqp-").FullName;

    private string Config => Path.Combine(_home, "jointqp", "config.yaml");

    [Fact]
    public async Task Set_ThenShow_TellsValuesAndWhereTheyComeFrom()
    {
        Assert.Equal(ExitCode.Ok, (await Run("config", "set", "data", "/studies")).Code);
        await Run("config", "set", "color", "never");

        var (code, shown) = await Run("config", "show", "-o", "csv", "--data", "/given");

        Assert.Equal(ExitCode.Ok, code);
        Assert.Equal("key,value,source,name\ndata,/given,option,--data\noutput,csv,option,--output\ncolor,never,file,", shown.Out);
        Assert.Equal("color: never\ndata: \"/studies\"\n", await File.ReadAllTextAsync(Config, TestContext.Current.CancellationToken));
        Assert.Equal([Config], Directory.EnumerateFiles(_home, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Show_VariableAndFile_VariableWins()
    {
        await Run("config", "set", "data", "/studies");

        Assert.Contains("data,/studies,file,", (await Run("config", "show", "-o", "csv")).Recorded.Out, StringComparison.Ordinal);
        Assert.Contains(
            "data,/other,environment,JOINTQP_DATA", (await Run([("JOINTQP_DATA", "/other")], "config", "show", "-o", "csv")).Recorded.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unset_WhatWasSet_IsTheDefaultAgain()
    {
        await Run("config", "set", "output", "json");
        Assert.StartsWith("{", (await Run("config", "show")).Recorded.Out, StringComparison.Ordinal);

        await Run("config", "unset", "output", "-o", "table");
        await Run("config", "unset", "output");

        Assert.Contains("│ output  │ table", (await Run("config", "show")).Recorded.Out, StringComparison.Ordinal);
        Assert.Equal("", await File.ReadAllTextAsync(Config, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Set_Data_CountsForEveryCommand()
    {
        await Run("config", "set", "data", _home);

        var (code, recorded) = await Run("study", "list");

        Assert.Equal(ExitCode.NotRunning, code);
        // The hint needs no --data: what is set counts for 'up' too.
        Assert.Equal($"jointqp: no JointQP is running on {_home}; start one with 'jointqp up'", recorded.Error);
    }

    [Fact]
    public async Task Set_Output_GivesWayWhereThereIsNoSuchForm()
    {
        await Run("config", "set", "output", "yaml");

        var (code, recorded) = await Run("completion", "bash");

        Assert.Equal(ExitCode.Ok, code);
        Assert.StartsWith("_jointqp()", recorded.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("config set colour never", "there is no setting 'colour'; allowed: color, data, output; nearest: color")]
    [InlineData("config unset outptu", "there is no setting 'outptu'; allowed: color, data, output; nearest: output")]
    [InlineData("config set output jsn", "output: found 'jsn', allowed is one of table, json, csv, yaml; nearest: json")]
    [InlineData("config set color nevr", "color: found 'nevr', allowed is one of auto, never; nearest: never")]
    public async Task Set_WrongWord_TellsTheNearest(string line, string expected)
    {
        var (code, recorded) = await Run(line.Split(' '));

        Assert.Equal((ExitCode.BadInput, "jointqp: " + expected), (code, recorded.Error));
        Assert.False(File.Exists(Config));
    }

    [Theory]
    [InlineData("output: [json", ":2:1: ")]
    [InlineData("data: /a\nouput: json", ":2:1: there is no setting 'ouput'; allowed: color, data, output; nearest: output; mend the file or delete it")]
    [InlineData("data: relative", ":1:1: data: found 'relative', allowed is a folder's whole path; mend the file or delete it")]
    [InlineData("- data", ":1:1: found something else than keys with values; mend the file or delete it")]
    public async Task Run_BrokenFile_NamesThePlaceAndStillHelps(string text, string expected)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Config)!);
        await File.WriteAllTextAsync(Config, text, TestContext.Current.CancellationToken);

        var (code, recorded) = await Run("study", "list");

        Assert.Equal(ExitCode.BadInput, code);
        Assert.StartsWith($"jointqp: {Config}{expected}", recorded.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Ok, (await Run("study", "list", "--help")).Code);
    }

    [Fact]
    public async Task Set_NoHomeFolder_SaysHowToNameOne()
    {
        var recorded = new Recorded();

        Assert.Equal(ExitCode.BadInput, await JointQPCommand.Run(["config", "set", "color", "never", "--data", "/d"], recorded.Terminal));
        Assert.Equal("jointqp: this user has no home folder to keep settings in; name a folder with XDG_CONFIG_HOME", recorded.Error);
    }

    [Theory]
    [InlineData("XDG_CONFIG_HOME", "/x", "/x/jointqp/config.yaml")]
    [InlineData("HOME", "/home/me", "/home/me/.config/jointqp/config.yaml")]
    [InlineData("XDG_CONFIG_HOME", "relative", null)]
    public void File_OfTheEnvironment_IsWhereTheStandardSays(string name, string value, string? expected) =>
        Assert.Equal(expected, ConsoleSettings.None(asked => asked == name ? value : null).File);

    [Fact]
    public void Table_OfSettings_TellsWhereEachComesFrom()
    {
        var settings = ConsoleSettings.None(name => name switch { "HOME" => "/home/me", "NO_COLOR" => "1", _ => null });
        settings = settings with { Values = settings.Values.Add(ConsoleSettings.Output, "yaml") };

        Screens.Approve(SettingsReport.Table(SettingsReport.Of(settings, new DataDirectory("/studies"), dataGiven: true, form: null, noColor: false)), "config-show");
    }

    public void Dispose() => Directory.Delete(_home, recursive: true);

    private Task<(int Code, Recorded Recorded)> Run(params string[] args) => Run([], args);

    private async Task<(int Code, Recorded Recorded)> Run((string, string)[] environment, params string[] args)
    {
        var recorded = new Recorded([("XDG_CONFIG_HOME", _home), .. environment]);
        return (await JointQPCommand.Run(args, recorded.Terminal), recorded);
    }
}
