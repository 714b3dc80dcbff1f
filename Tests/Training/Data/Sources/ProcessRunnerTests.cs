using System.Diagnostics;
using JointQP.Training.Data.Sources;
using Microsoft.Extensions.Time.Testing;

namespace JointQP.Tests.Training.Data.Sources;

/// <summary>With programs that Linux and macOS have; the runner is used on Debian alone.</summary>
public sealed class ProcessRunnerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task RunAsync_Program_TellsItsExitCodeAndLastLines()
    {
        var result = await RunAsync("pwd; echo wrong >&2; for i in $(seq 30); do echo $i; done; exit 3");

        Assert.Equal(3, result.ExitCode);
        Assert.Equal(20, result.Output.Count);
        Assert.Contains("30", result.Output);
    }

    [Fact]
    public async Task RunAsync_ProgramThatReads_FindsNothingToRead() => Assert.Equal(0, (await RunAsync("cat")).ExitCode);

    [Theory(Timeout = 60_000)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RunAsync_LimitOrCancellation_KillsTheProgramAndItsChildren(bool cancelled)
    {
        using var stop = new CancellationTokenSource();
        string pipe = _folder["child"];
        using (var make = Process.Start("mkfifo", pipe))
            await make.WaitForExitAsync(TestContext.Current.CancellationToken);
        // The child writes its id once it runs; opening the pipe waits for that, so nothing here has to guess how long it takes.
        var run = RunAsync($"(echo $$; exec sleep 1000) > '{pipe}' & wait", stop.Token);
        using var ids = new StreamReader(pipe);
        Assert.NotNull(await ids.ReadLineAsync(TestContext.Current.CancellationToken));

        if (cancelled)
            await stop.CancelAsync();
        else
            _time.Advance(TimeSpan.FromMinutes(1));

        if (cancelled)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        else
            Assert.Equal("sh was not done within 60 s", (await Assert.ThrowsAsync<TimeoutException>(() => run)).Message);
        // The pipe ends when the child, which holds its other end, is gone.
        Assert.Null(await ids.ReadLineAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("sh", true)]
    [InlineData("no-such-program-anywhere", false)]
    public void Has_Program_IsWhetherThePathHoldsIt(string program, bool expected) => Assert.Equal(expected, new ProcessRunner(_time).Has(program));

    private Task<ProcessResult> RunAsync(string script, CancellationToken? cancellationToken = null) => new ProcessRunner(_time).RunAsync(
        "sh", ["-c", script], _folder.Path, TimeSpan.FromMinutes(1), cancellationToken ?? TestContext.Current.CancellationToken);
}
