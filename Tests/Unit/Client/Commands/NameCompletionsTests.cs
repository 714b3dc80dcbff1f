using System.Net;
using System.Text;
using JointQP.Client.Commands;
using JointQP.Client.Hosting;
using JointQP.Grains.Interfaces.Hosting;

namespace JointQP.Tests.Unit.Client.Commands;

/// <summary>What a shell is offered, with a stand-in for the silo.</summary>
public sealed class NameCompletionsTests : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("jointqp-").FullName;
    private readonly HttpListener _silo = new();

    /// <summary>For a defect, not for a slow machine.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    [Theory]
    [InlineData("jointqp stu", "study")]
    [InlineData("jointqp study lau", "launch")]
    [InlineData("jointqp study list -o y", "yaml")]
    [InlineData("jointqp trial list demo --state fai", "failed")]
    [InlineData("jointqp config set out", "output")]
    [InlineData("jointqp completion z", "zsh")]
    public async Task Suggest_Word_IsCompletedWithoutACluster(string line, string expected) => Assert.Equal(expected, await Suggest(line));

    [Theory]
    [InlineData("jointqp study show de", "demo")]
    [InlineData("jointqp study logs oth", "other")]
    [InlineData("jointqp study compare demo oth", "other")]
    [InlineData("jointqp trial show de", "demo")]
    [InlineData("jointqp trial show demo 1", "1\n10")]
    [InlineData("jointqp trial show demo fashion/P", "fashion/P0.5(w,f)->Q8(w,f)/1")]
    [InlineData("jointqp worker show local-", "local-0\nlocal-1")]
    public async Task Suggest_Name_ComesFromTheSilo(string line, string expected)
    {
        Start(new Dictionary<string, string>
        {
            [SiloNames.Studies] = "demo\nother\n",
            [SiloNames.TrialsOf("demo")] = "0\tfashion/float/1\n1\tfashion/P0.5(w,f) -> Q8(w,f)/1\n10\tfashion/float/2\n",
            [SiloNames.Workers] = "local-0\nlocal-1\n",
        });

        Assert.Equal(expected, await Suggest(line));
    }

    [Fact]
    public async Task Suggest_SiloAnswersWithAnError_IsSilent()
    {
        Start([]);

        Assert.Equal("", await Suggest("jointqp study show de"));
    }

    [Fact]
    public async Task Suggest_SiloDoesNotAnswer_IsSilentAfterAWhile()
    {
        Listen();
        var recorded = new Recorded((DataDirectory.Variable, _data));

        // Of its own: what is asked for names waits for them in its thread.
        var suggested = Task.Factory.StartNew(() => JointQPCommand.Run([Suggestion("jointqp study show de"), "jointqp study show de"], recorded.Terminal), TaskCreationOptions.LongRunning).Unwrap();
        await _silo.GetContextAsync().WaitAsync(Limit, TestContext.Current.CancellationToken);
        recorded.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(ExitCode.Ok, await suggested.WaitAsync(Limit, TestContext.Current.CancellationToken));
        Assert.Equal(("", ""), (recorded.Out, recorded.Error));
    }

    [Fact]
    public async Task Suggest_NothingListens_IsSilent()
    {
        WriteEndpoint(1);

        Assert.Equal("", await Suggest("jointqp study show de"));
    }

    public void Dispose()
    {
        _silo.Close();
        Directory.Delete(_data, recursive: true);
    }

    private async Task<string> Suggest(string line)
    {
        var recorded = new Recorded((DataDirectory.Variable, _data));

        var code = await JointQPCommand.Run([Suggestion(line), line], recorded.Terminal);

        Assert.Equal((ExitCode.Ok, ""), (code, recorded.Error));
        // As the scripts of the shells do: a word in the middle of a name is no beginning of it.
        var word = line[(line.LastIndexOf(' ') + 1)..];
        return string.Join('\n', recorded.Out.Split('\n').Where(found => found.StartsWith(word, StringComparison.Ordinal)));
    }

    private static string Suggestion(string line) => $"[suggest:{line.Length}]";

    private void Start(Dictionary<string, string> answers)
    {
        Listen();
        _ = Serve(answers);
    }

    private void Listen()
    {
        var port = FreePort();
        _silo.Prefixes.Add($"http://127.0.0.1:{port}/");
        _silo.Start();
        WriteEndpoint(port);
    }

    private async Task Serve(Dictionary<string, string> answers)
    {
        try
        {
            while (_silo.IsListening)
            {
                var context = await _silo.GetContextAsync();
                var known = answers.TryGetValue(context.Request.Url!.AbsolutePath, out var answer);
                context.Response.StatusCode = known ? 200 : 500;
                context.Response.Close(Encoding.UTF8.GetBytes(answer ?? "broken"), willBlock: false);
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private void WriteEndpoint(int port) => File.WriteAllText(
        Path.Combine(_data, SiloEndpoint.FileName),
        new SiloEndpoint(Environment.ProcessId, Environment.MachineName, DateTimeOffset.MaxValue.AddDays(-2), 1, 1, port).ToJson());

    private static int FreePort()
    {
        using var socket = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }
}
