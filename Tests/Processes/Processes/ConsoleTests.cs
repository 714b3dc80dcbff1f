using System.Security.Cryptography;
using System.Text.Json;
using JointQP.Grains.Interfaces.Hosting;
using JointQP.Tests.Processes.Harness;

namespace JointQP.Tests.Processes.Processes;

/// <summary>The console as a program, against a running cluster.</summary>
public sealed class ConsoleTests : ProcessTest
{
    /// <summary>Takes hours, so that it surely runs when it is cancelled.</summary>
    private const string Long =
        """
        name: long
        seeds: 1
        experiments:
          - name: fashion
            dataset: fashion-mnist-sample
            samples: { train: 512, validation: 128, test: 256 }
            network: convnet
            training: { epochs: 100000, batch: 32 }
            schedules: [float]
        """;

    /// <summary>Two seeds of both orders: seconds.</summary>
    private const string Orders =
        """
        name: orders
        seeds: 2
        experiments:
          - name: fashion
            dataset: fashion-mnist-sample
            samples: { train: 128, validation: 64, test: 64 }
            network: convnet
            training: { epochs: 3, batch: 32 }
            compression: { window: 32, ramp: { every: 1 steps, times: 2 } }
            schedules:
              - float
              - order: P0.5(w) -> Q8(w)
                onsets: [1 epoch, 2 epochs]
              - order: Q8(w) -> P0.5(w)
                onsets: [1 epoch, 2 epochs]
        """;

    [Fact]
    public async Task Launch_NothingRuns_ExitsWithThreeAndSaysHowToStart()
    {
        var launch = await Cluster.Console("study", "launch", Spec(Long));

        Assert.Equal(3, launch.ExitCode);
        Assert.Contains($"no JointQP is running on {Cluster.Data}; start one with 'jointqp up --data {Cluster.Data}'", launch.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Launch_WrongSpec_ExitsWithTwoAndNamesFileLineAndColumn()
    {
        var file = Spec(Long.Replace("convnet", "konvnet", StringComparison.Ordinal));

        var launch = await Cluster.Console("study", "launch", file);

        Assert.Equal(2, launch.ExitCode);
        Assert.StartsWith($"{file}:7:14: ", launch.Errors, StringComparison.Ordinal);
        Assert.Contains("convnet", launch.Errors, StringComparison.Ordinal);
        Assert.Empty(launch.Output);
    }

    [Fact]
    public async Task Export_OfAStudy_GivesTheSameVerdictWithoutACluster()
    {
        await Cluster.Start(workers: 2);
        var folder = Path.Combine(Cluster.Data, "export");
        await Cluster.Ask("study", "launch", Spec(Orders));
        Assert.Equal(0, (await Cluster.Console("study", "wait", "orders")).ExitCode);
        var verdict = await Cluster.Console("study", "analyze", "orders", "-o", "json");
        var exported = await Cluster.Console("study", "export", "orders", "--to", folder);
        var page = Path.Combine(folder, "page.html");
        var report = await Cluster.Console("study", "report", "orders", "--to", page);
        await Cluster.Stop();

        Assert.Equal((0, 0, 0), (verdict.ExitCode, exported.ExitCode, report.ExitCode));
        var again = await Cluster.Console("study", "analyze", "--from", folder, "-o", "json");
        Assert.Equal((0, verdict.Output), (again.ExitCode, again.Output));
        Assert.Equal(verdict.Output.Trim(), (await File.ReadAllTextAsync(Path.Combine(folder, "verdict.json"), Patience.Token)).Trim());
        Assert.Equal(Orders, await File.ReadAllTextAsync(Path.Combine(folder, "study.yaml"), Patience.Token));
        Assert.Contains("experiment,index,schedule,seed,stage,step,name,value", await File.ReadAllTextAsync(Path.Combine(folder, "metrics.csv"), Patience.Token), StringComparison.Ordinal);
        // What both orders do to one tensor, of every place that has both operators, by trials that really trained.
        var layers = await File.ReadAllLinesAsync(Path.Combine(folder, "layers.csv"), Patience.Token);
        Assert.StartsWith("experiment,schedule,ordering,site,moment,trials,commutator,mask-overlap,", layers[0], StringComparison.Ordinal);
        Assert.Contains(layers, line => line.Contains(",conv2.weight,2,2,0.", StringComparison.Ordinal));
        Assert.Equal(2, JsonElement.Parse(verdict.Output).GetProperty("experiments")[0].GetProperty("operators")[0].GetProperty("primary")[0].GetProperty("result").GetProperty("pairs").GetInt32());
        var html = await File.ReadAllTextAsync(page, Patience.Token);
        Assert.StartsWith("<!DOCTYPE html>", html, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("pruning and quantization commute least at", html, StringComparison.Ordinal);
        // A second export does not write over the first, unless it is told to.
        Assert.Contains("--force", (await Cluster.Console("study", "report", "orders", "--to", page)).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Study_LaunchedAgainAndCancelled_KeepsItsNameAndTellsWhatItFound()
    {
        await Cluster.Start(workers: 1);
        var first = await Cluster.Ask("study", "launch", Spec(Long));
        Assert.Equal("launched", first.GetProperty("outcome").GetString());
        var again = await Cluster.Ask("study", "launch", Spec(Long));
        Assert.Equal("alreadyLaunched", again.GetProperty("outcome").GetString());

        var other = await Cluster.Console("study", "launch", Spec(Long.Replace("seeds: 1", "seeds: 2", StringComparison.Ordinal)));
        Assert.Equal(2, other.ExitCode);
        Assert.Contains("a study named 'long' is there already, with another spec", other.Errors, StringComparison.Ordinal);

        await Patience.Until(
            async () => (await Cluster.Ask("worker", "list")).EnumerateArray().Any(worker => worker.GetProperty("beat").GetProperty("step").GetInt64() > 0),
            "a step");
        var cancelled = await Cluster.Ask("study", "cancel", "long");
        Assert.Equal("cancelled", cancelled.GetProperty("phase").GetString());

        var results = await Cluster.Console("study", "results", "long", "-o", "json");
        Assert.Equal(1, results.ExitCode);
        Assert.Equal("cancelled", JsonElement.Parse(results.Output).GetProperty("status").GetProperty("phase").GetString());
        await Patience.Until(
            async () => (await Cluster.Ask("worker", "list")).EnumerateArray().All(worker => worker.GetProperty("beat").GetProperty("activity").GetString() == "idle"),
            "the worker to leave the cancelled study");
        await Cluster.Stop();
    }

    [Fact]
    public async Task Trial_OfADoneStudy_IsToldCompletedAndDownloaded()
    {
        await Cluster.Start(workers: 1);
        await Cluster.Ask("study", "launch", Spec(Long.Replace("100000", "1", StringComparison.Ordinal)));
        Assert.Equal(0, (await Cluster.Console("study", "wait", "long")).ExitCode);

        var trial = await Cluster.Ask("trial", "show", "long", "fashion/float/1");
        Assert.Equal(("done", "passed"), (trial.GetProperty("state").GetString(), trial.GetProperty("audit").GetString()));
        Assert.True(trial.GetProperty("final").GetProperty("test/accuracy").GetDouble() > 0);
        var values = (await Cluster.Console("trial", "logs", "long", "0", "-f", "-o", "json")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains(values, value => JsonElement.Parse(value).GetProperty("name").GetString() == "train/loss");
        var worker = await Cluster.Ask("worker", "show", "local-0");
        Assert.Equal("local-0", worker.GetProperty("beat").GetProperty("slot").GetString());
        var typed = $"jointqp --data {Cluster.Data} trial show lo";
        // Whoever types waits for names no longer than he notices: on a slow machine he gets them when he asks again.
        await Patience.Until(
            async () =>
            {
                var suggest = Cluster.Run(Programs.Console, $"[suggest:{typed.Length}]", typed);
                Assert.Equal((0, ""), (await suggest.Exit(Patience), suggest.Errors));
                return suggest.Output.Split('\n').Contains("long");
            },
            "the name of the study");

        var folder = Path.Combine(Cluster.Data, "fetched");
        var first = await Cluster.Ask("trial", "download", "long", "0", "--to", folder);
        Assert.Equal(3, first.GetProperty("files").GetArrayLength());
        Assert.All(first.GetProperty("files").EnumerateArray(), file => Assert.Equal(
            file.GetProperty("sha256").GetString(), Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file.GetProperty("path").GetString()!)))));
        Assert.NotEmpty(first.GetProperty("layers").EnumerateArray());
        Assert.Equal(2, (await Cluster.Console("trial", "download", "long", "0", "--to", folder)).ExitCode);
        Assert.Equal(0, (await Cluster.Console("trial", "download", "long", "0", "--to", folder, "--force")).ExitCode);
        Assert.Equal(2, (await Cluster.Console("trial", "show", "long", "1")).ExitCode);
        await Cluster.Stop();
    }

    [Fact]
    public async Task Up_CtrlC_EndsEverythingItStarted()
    {
        var up = await Up();

        // A terminal sends it to the whole group: console, silo and worker.
        Signal.Interrupt.Send(-up.Id);

        Assert.Equal(0, await up.Exit(Patience));
        Assert.Empty(ProcessTable.On(Cluster.Data));
        Assert.False(File.Exists(Path.Combine(Cluster.Data, SiloEndpoint.FileName)));
    }

    [Fact]
    public async Task Up_Killed_LeavesNothingRunning()
    {
        var up = await Up();

        up.Send(Signal.Kill);

        await Patience.Until(() => ProcessTable.On(Cluster.Data).Count == 0, "the end of silo and worker");
    }

    [Fact]
    public async Task Up_DirectoryHeld_ExitsWithThreeAndSaysWhoHoldsIt()
    {
        await Cluster.Start(workers: 0);

        var up = await Cluster.Console("up", "--workers", "1");

        Assert.Equal(3, up.ExitCode);
        Assert.Contains($"JointQP runs on {Cluster.Data} already: process {Cluster.Silo.Id} on ", up.Errors, StringComparison.Ordinal);
    }

    private async Task<ChildProcess> Up()
    {
        var up = Cluster.Type(Programs.Console, "up", "--workers", "1", "--data", Cluster.Data);
        await Patience.Until(
            () =>
            {
                Assert.False(up.HasExited, up.Errors);
                return up.Output.Contains("ready", StringComparison.Ordinal) && Cluster.Workers().Count == 1;
            },
            "silo and worker to run");
        return up;
    }

    private string Spec(string text)
    {
        var file = Path.Combine(Cluster.Data, "long.yaml");
        File.WriteAllText(file, text);
        return file;
    }
}
