using System.Diagnostics;
using JointQP.Client.Hosting;
using JointQP.Client.Rendering;
using JointQP.Grains.Interfaces.Hosting;

namespace JointQP.Tests.Unit.Client.Hosting;

public sealed class LocalSiloTests : IDisposable
{
    private readonly DataDirectory _data = new(Directory.CreateTempSubdirectory("jointqp-").FullName);
    private readonly Process _self = Process.GetCurrentProcess();

    [Fact]
    public void Find_WithoutFile_IsNull() => Assert.Null(LocalSilo.Find(_data));

    [Fact]
    public void Find_FileOfALivingProcess_IsIt()
    {
        var written = Write(_self.Id, new DateTimeOffset(_self.StartTime));

        Assert.Equal(written, LocalSilo.Find(_data));
    }

    [Fact]
    public void Find_FileOlderThanTheProcessWithThatNumber_IsStale()
    {
        Write(_self.Id, new DateTimeOffset(_self.StartTime).AddMinutes(-1));

        Assert.Null(LocalSilo.Find(_data));
    }

    [Fact]
    public void Find_FileOfAProcessThatIsGone_IsStale()
    {
        Write(int.MaxValue, Recorded.Start);

        Assert.Null(LocalSilo.Find(_data));
    }

    [Fact]
    public void Find_FileCutShort_IsNull()
    {
        File.WriteAllText(_data.EndpointFile, "{\"processId\":");

        Assert.Null(LocalSilo.Find(_data));
    }

    [Fact]
    public void RefuseWhenRunning_WithALivingSilo_SaysWhoAndSinceWhen()
    {
        Write(_self.Id, Recorded.Start);
        var recorded = new Recorded(("JOINTQP_DATA", _data.Path));
        var call = new JointQP.Client.Commands.Call(recorded.Terminal, _data, OutputForms.Table, Quiet: false, Verbose: false);

        var error = Assert.Throws<ConsoleException>(call.RefuseWhenRunning);

        Assert.Equal(ExitCode.NotRunning, error.Code);
        Assert.Equal(
            $"JointQP runs on {_data.Path} already: process {_self.Id} on {Environment.MachineName} since 2030-05-06 07:08:09; stop it with 'jointqp down'",
            error.Message);
    }

    public void Dispose()
    {
        _self.Dispose();
        Directory.Delete(_data.Path, recursive: true);
    }

    private SiloEndpoint Write(int processId, DateTimeOffset startedAt)
    {
        var endpoint = new SiloEndpoint(processId, Environment.MachineName, startedAt, 1, 2, 3);
        File.WriteAllText(_data.EndpointFile, endpoint.ToJson());
        return endpoint;
    }
}
