using System.Diagnostics;

namespace JointQP.Tests.Processes.Harness;

/// <summary>A program that a test started, and the lines it prints.</summary>
internal sealed class ChildProcess : IDisposable
{
    private readonly Process _process;
    private readonly Lock _gate = new();
    private readonly List<string> _output = [];
    private readonly List<string> _errors = [];

    private ChildProcess(Process process) => _process = process;

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    /// <summary>What it printed for programs, so far.</summary>
    public string Output => Text(_output);

    /// <summary>What it printed for people, so far.</summary>
    public string Errors => Text(_errors);

    /// <summary>Starts a dll.</summary>
    /// <param name="program">The dll.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="through">The command that starts it, if it is another's: <c>setsid</c> for a process group of its own, as a command has that is typed in a terminal.</param>
    /// <param name="database">The cluster's database; null for what runs on one machine.</param>
    public static ChildProcess Start(string program, IEnumerable<string> arguments, string[]? through = null, string? database = null)
    {
        string[] line = [.. through ?? [], Programs.DotNet, program, .. arguments];
        var start = new ProcessStartInfo(line[0], line[1..])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            // What the user of this machine has set is no part of a test.
            Environment = { ["XDG_CONFIG_HOME"] = Path.Combine(AppContext.BaseDirectory, "no-settings"), ["JOINTQP_DATABASE"] = database },
        };
        var child = new ChildProcess(new Process { StartInfo = start });
        child._process.OutputDataReceived += (_, e) => child.Hear(child._output, e.Data);
        child._process.ErrorDataReceived += (_, e) => child.Hear(child._errors, e.Data);
        child._process.Start();
        child._process.StandardInput.Close();
        child._process.BeginOutputReadLine();
        child._process.BeginErrorReadLine();
        return child;
    }

    public void Send(Signal signal) => signal.Send(Id);

    /// <summary>Its exit code, once it has ended and all it printed was heard.</summary>
    public async Task<int> Exit(Patience patience)
    {
        await patience.End(_process.WaitForExitAsync(), $"the end of {string.Join(' ', _process.StartInfo.ArgumentList)}");
        return ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    private void Hear(List<string> lines, string? line)
    {
        if (line is null)
            return;
        lock (_gate)
            lines.Add(line);
    }

    private string Text(List<string> lines)
    {
        lock (_gate)
            return string.Join('\n', lines);
    }
}
