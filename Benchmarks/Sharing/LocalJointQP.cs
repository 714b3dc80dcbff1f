using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using JointQP.Studies.Rates;

namespace JointQP.Benchmarks.Sharing;

/// <summary>A silo with its workers on a temporary data directory, by the console as a user runs it.</summary>
internal sealed class LocalJointQP : IDisposable
{
    private readonly Process _up;

    private LocalJointQP(string data, int workers)
    {
        Data = data;
        _up = Start("up", "--workers", workers.ToString(CultureInfo.InvariantCulture));
        // The console prints its first line of data when all of it is ready; the few that follow fit the pipe.
        if (_up.StandardOutput.ReadLine() is null)
            throw new InvalidOperationException($"JointQP did not start; its log is in {Data}.");
    }

    /// <summary>The data directory.</summary>
    public string Data { get; }

    /// <summary>The rates measured so far.</summary>
    public RateBook Rates
    {
        get
        {
            var file = Path.Combine(Data, "rates.json");
            return (File.Exists(file) ? RateBook.Parse(File.ReadAllText(file)) : null) ?? RateBook.Empty;
        }
    }

    /// <summary>Starts it and waits until it is ready.</summary>
    public static LocalJointQP Up(int workers) => new(Directory.CreateTempSubdirectory("jointqp-sharing-").FullName, workers);

    /// <summary>Runs a command of the console to its end and reads the JSON that it prints.</summary>
    public JsonElement Ask(params string[] arguments)
    {
        using var process = Start([.. arguments, "-o", "json"]);
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? JsonElement.Parse(output)
            : throw new InvalidOperationException($"jointqp {string.Join(' ', arguments)} ended with exit code {process.ExitCode}.");
    }

    public void Dispose()
    {
        using (var down = Start("down"))
            down.WaitForExit();
        _up.WaitForExit();
        _up.Dispose();
        Directory.Delete(Data, recursive: true);
    }

    private Process Start(params string[] arguments)
    {
        // artifacts/bin/PROJECT/CONFIGURATION
        var here = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        var console = Path.GetFullPath(Path.Combine(here.FullName, "..", "..", "Client", here.Name, "jointqp.dll"));
        return Process.Start(new ProcessStartInfo("dotnet", [console, .. arguments, "--data", Data]) { RedirectStandardOutput = true, UseShellExecute = false })!;
    }
}
