using System.Diagnostics;
using System.Globalization;
using JointQP.Grains.Interfaces.Hosting;

namespace JointQP.Client.Hosting;

/// <summary>How to start a silo. A port of 0 means a free one.</summary>
internal sealed record SiloSettings(DataDirectory Data, int Workers, int HttpPort, int SiloPort, int GatewayPort);

/// <summary>A silo that this console started, with its workers. Disposing stops it.</summary>
internal sealed class SiloProcess : IAsyncDisposable
{
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    private readonly Process _process;
    private readonly SiloSettings _settings;
    private readonly TimeProvider _time;
    private readonly CancellationToken _now;
    private readonly CancellationTokenSource _ended = new();
    private string? _lastOutput;
    private string? _lastError;

    private SiloProcess(Process process, SiloSettings settings, Terminal terminal)
    {
        _process = process;
        _settings = settings;
        _time = terminal.Time;
        _now = terminal.Interrupts.Now;
    }

    /// <summary>What it said last to people; what it logged may come between.</summary>
    private string? LastWords => _lastError ?? _lastOutput;

    /// <summary>Cancelled when it has ended.</summary>
    public CancellationToken Ended => _ended.Token;

    /// <summary>Starts it. Each line it prints goes to <paramref name="onLine"/>, on another thread.</summary>
    public static SiloProcess Start(string program, SiloSettings settings, Terminal terminal, Action<string> onLine)
    {
        var start = new ProcessStartInfo(SiloProgram.DotNet(), [program, .. Arguments(settings, Environment.ProcessId)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        // This silo is alone, and has all it needs on its command line: what the environment says is of a cluster.
        foreach (var variable in start.Environment.Keys.Where(key => key.StartsWith("JOINTQP_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(variable);
        var silo = new SiloProcess(new Process { StartInfo = start, EnableRaisingEvents = true }, settings, terminal);
        void Heard(string? line, ref string? last)
        {
            if (string.IsNullOrWhiteSpace(line))
                return;
            last = line;
            onLine(line);
        }

        silo._process.OutputDataReceived += (_, e) => Heard(e.Data, ref silo._lastOutput);
        silo._process.ErrorDataReceived += (_, e) => Heard(e.Data, ref silo._lastError);
        silo._process.Exited += (_, _) => silo._ended.Cancel();
        silo._process.Start();
        silo._process.StandardInput.Close();
        silo._process.BeginOutputReadLine();
        silo._process.BeginErrorReadLine();
        return silo;
    }

    /// <summary>The silo's command line.</summary>
    public static IReadOnlyList<string> Arguments(SiloSettings settings, int owner) =>
    [
        "--data", settings.Data.Path,
        "--workers", Text(settings.Workers),
        "--http-port", Text(settings.HttpPort),
        "--silo-port", Text(settings.SiloPort),
        "--gateway-port", Text(settings.GatewayPort),
        "--owner-pid", Text(owner),
    ];

    /// <summary>Completes when it listens.</summary>
    /// <exception cref="ConsoleException">It ended instead, with its own exit code and last words, or took too long.</exception>
    public async Task<SiloEndpoint> WaitUntilReady(CancellationToken cancellationToken)
    {
        var started = _time.GetTimestamp();
        while (true)
        {
            if (SiloEndpoint.Read(_settings.Data.EndpointFile) is { } endpoint && endpoint.ProcessId == _process.Id)
                return endpoint;
            if (_process.HasExited)
            {
                var code = await WaitForExit(CancellationToken.None);
                throw new ConsoleException(
                    code == ExitCode.BadInput ? ExitCode.BadInput : ExitCode.NotRunning,
                    code == ExitCode.BadInput && LastWords is { } words ? words : $"the silo ended before it was ready (exit code {Text(code)}): {LastWords ?? "it said nothing"}");
            }

            if (_time.GetElapsedTime(started) > ReadyWithin)
                throw new ConsoleException(ExitCode.NotRunning, $"the silo on {_settings.Data.Path} is not ready after {Text((int)ReadyWithin.TotalSeconds)} s; its last words: {LastWords ?? "none"}");
            await Task.Delay(Poll, _time, cancellationToken);
        }
    }

    /// <summary>Completes with its exit code once it has ended and all it printed was heard.</summary>
    public async Task<int> WaitForExit(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    /// <summary>Asks it to stop its workers and end, and waits; ends it by force after a while or at the second Ctrl-C.</summary>
    public async Task<int> Stop()
    {
        using var patience = new CancellationTokenSource(StopWithin, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_now, patience.Token);
        if (!_process.HasExited)
            Signals.Ask(_process.Id);
        try
        {
            return await WaitForExit(either.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
            return await WaitForExit(CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        _process.Dispose();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
