using System.Text.RegularExpressions;
using JointQP.Grains.Interfaces.Hosting;
using JointQP.Studies.Stages;
using JointQP.Tests.Processes.Faults;
using JointQP.Tests.Processes.Harness;

namespace JointQP.Tests.Processes.Processes;

/// <summary>How a silo with its workers starts and ends.</summary>
public sealed class SiloTests : ProcessTest
{
    [Fact]
    public async Task Start_DirectoryHeld_ExitsWithTwoAndSaysInALineWhoHoldsIt()
    {
        await Cluster.Start(workers: 0);

        var second = Cluster.Run(
            Programs.Silo, "--data", Cluster.Data, "--http-port", "0", "--silo-port", "0", "--gateway-port", "0");

        Assert.Equal(2, await second.Exit(Patience));
        Assert.StartsWith($"The data directory {Cluster.Data} is in use by process {Cluster.Silo.Id} on {Environment.MachineName} since ", second.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', second.Errors);
        Assert.False(Cluster.Silo.HasExited);
    }

    [Theory]
    [InlineData("--http-port")]
    [InlineData("--silo-port")]
    [InlineData("--gateway-port")]
    public async Task Start_PortTaken_ExitsWithTwoAndNamesPortAndOption(string option)
    {
        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        var port = ((System.Net.IPEndPoint)taken.LocalEndpoint).Port;
        string[] free = [.. new[] { "--http-port", "--silo-port", "--gateway-port" }.Where(other => other != option).SelectMany(other => new[] { other, "0" })];

        var silo = Cluster.Run(Programs.Silo, ["--data", Cluster.Data, option, $"{port}", .. free]);

        Assert.Equal(2, await silo.Exit(Patience));
        Assert.StartsWith($"Port {port} cannot be used", silo.Errors, StringComparison.Ordinal);
        Assert.Contains(option, silo.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', silo.Errors);
    }

    [Theory]
    [InlineData("--database", "Hst=db", "connection string", "JOINTQP_DATABASE")]
    [InlineData("--address", "10.0.0.1", "--address", "loopback")]
    [InlineData("--cluster", "No Spaces", "--cluster", "small letters")]
    [InlineData("--workers", "2000", "Workers", "1024")]
    [InlineData("--http-port", "many", "many", "--http-port")]
    [InlineData("--silo-port", "9464", "--http-port and --silo-port: found 9464", "a port of its own")]
    public async Task Start_WrongSetting_ExitsAndSaysInOneLineWhatIsWrong(string option, string value, string place, string mend)
    {
        var silo = Cluster.Run(Programs.Silo, ["--data", Cluster.Data, option, value]);

        Assert.NotEqual(0, await silo.Exit(Patience));
        Assert.Contains(place, silo.Errors, StringComparison.Ordinal);
        Assert.Contains(mend, silo.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', silo.Errors.Trim());
    }

    [Theory]
    [InlineData("file/below")]
    [InlineData("file")]
    public async Task Start_DirectoryCannotBe_ExitsWithTwoAndNamesPlaceAndMend(string path)
    {
        // Even the superuser cannot make a folder of a file.
        await File.WriteAllTextAsync(Path.Combine(Cluster.Data, "file"), "", Patience.Token);
        var data = Path.Combine(Cluster.Data, path);

        var silo = Cluster.Run(Programs.Silo, "--data", data, "--http-port", "0", "--silo-port", "0", "--gateway-port", "0");

        Assert.Equal(2, await silo.Exit(Patience));
        Assert.StartsWith($"The data directory {data} cannot be written", silo.Errors, StringComparison.Ordinal);
        Assert.Contains("--data", silo.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', silo.Errors);
    }

    [Fact]
    public async Task Stop_StagesUnderWay_AreGivenBackAndCountAgainstNoBudget()
    {
        // Which no worker that has to wait for a core loses meanwhile.
        var study = new FaultStudy(Cluster, lease: "1h");
        await Cluster.Start(workers: 2);
        await study.Launch();
        await Patience.Until(async () => (await Cluster.Ask("worker", "list")).GetArrayLength() == 2, "both workers to ask for work");
        var held = await study.MidStage();

        await Cluster.Stop();

        Assert.Equal(2, Regex.Count(Cluster.Silo.Output, "Worker local-[01], process [0-9]+, stopped with exit code 0"));
        var after = await study.Stages();
        Assert.DoesNotContain(after.Values, stage => stage.Status == StageStatus.Leased);
        Assert.Contains(after[held.Id].Outcome, new AttemptOutcome?[] { AttemptOutcome.Released, AttemptOutcome.Committed });
        Assert.Equal(0, after[held.Id].Losses);
    }

    [Fact]
    public async Task Stop_AWorkerDoesNotListen_EndsItByForceAndWaitsForIt()
    {
        await Cluster.Start(workers: 1);
        var worker = await Patience.For(() => Cluster.Workers().SingleOrDefault(), "the worker");
        Signal.Stop.Send(worker.Id);

        await Cluster.Stop();
    }

    [Fact]
    public async Task HangUp_OfAll_StopsInGoodOrder()
    {
        await Cluster.Start(workers: 1);
        var worker = await Patience.For(() => Cluster.Workers().SingleOrDefault(), "the worker");
        await Patience.For(() => Cluster.Silo.Output.Contains("Worker local-0 runs", StringComparison.Ordinal) ? Cluster.Silo.Output : null, "its start");

        // As a terminal does that is closed.
        Signal.HangUp.Send(worker.Id);
        Cluster.Silo.Send(Signal.HangUp);

        Assert.Equal(0, await Cluster.Silo.Exit(Patience));
        Assert.False(File.Exists(Path.Combine(Cluster.Data, SiloEndpoint.FileName)));
        Assert.Empty(Cluster.Workers());
    }
}
