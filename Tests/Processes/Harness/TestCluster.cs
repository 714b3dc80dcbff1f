using System.Collections.Immutable;
using System.Text.Json;
using JointQP.Studies.Stages;

namespace JointQP.Tests.Processes.Harness;

/// <summary>Silos, workers and the console as processes on a data directory of their own. Nothing of it outlives the test.</summary>
internal abstract class TestCluster(Patience patience) : IAsyncDisposable
{
    private readonly List<ChildProcess> _children = [];

    public string Data { get; } = Directory.CreateTempSubdirectory("jointqp-test-").FullName;

    public Patience Patience => patience;

    /// <summary>Where the cluster's silos are found; null for the one on the data directory.</summary>
    protected virtual string? Database => null;

    /// <summary>The stages of a study as they are stored, whether or not a silo runs.</summary>
    public abstract Task<ImmutableDictionary<string, StageRecord>> StagesOf(string study);

    /// <summary>Runs the console on the data directory to its end.</summary>
    public async Task<ChildProcess> Console(params string[] arguments)
    {
        var console = Run(Programs.Console, [.. arguments, "--data", Data]);
        await console.Exit(patience);
        return console;
    }

    /// <summary>Runs the console to its end, which must be a good one, and reads the JSON that it prints. Asks a few times when it finds no silo in its time.</summary>
    public async Task<JsonElement> Ask(params string[] arguments)
    {
        var console = await Console([.. arguments, "-o", "json"]);
        for (var again = 0; again < 3 && FoundNobody(console); again++)
            console = await Console([.. arguments, "-o", "json"]);
        Assert.True(console.ExitCode == 0, $"jointqp {string.Join(' ', arguments)}: exit code {console.ExitCode}, {console.Errors}");
        return JsonElement.Parse(console.Output);
    }

    /// <summary>Starts a program that ends with the test at the latest.</summary>
    public ChildProcess Run(string program, params string[] arguments) => Keep(ChildProcess.Start(program, arguments, database: Database));

    /// <summary>The same, as a command that was typed in a terminal.</summary>
    public ChildProcess Type(string program, params string[] arguments) => Keep(ChildProcess.Start(program, arguments, ["setsid"], Database));

    /// <summary>Everything that any process said, for a person who looks for the cause of a failure.</summary>
    public string Report()
    {
        var said = _children.Select((child, at) => $"--- program {at}, process {child.Id}\n{child.Output}\n{child.Errors}").ToList();
        var logs = Path.Combine(Data, "logs");
        if (Directory.Exists(logs))
            said.AddRange(Directory.EnumerateFiles(logs).Order(StringComparer.Ordinal).Select(file => $"--- {Path.GetFileName(file)}\n{File.ReadAllText(file)}"));
        return string.Join('\n', said);
    }

    public virtual async ValueTask DisposeAsync()
    {
        // The silo first, so that it starts no worker again; a stopped process can be killed too.
        _children.ForEach(child => child.Dispose());
        while (ProcessTable.On(Data) is { Count: > 0 } left)
        {
            left.ForEach(process => Signal.Kill.Send(process.Id));
            await Task.Yield();
        }

        Directory.Delete(Data, recursive: true);
    }

    /// <summary>Whether it came to no silo in its time, so that nothing has been asked yet.</summary>
    private static bool FoundNobody(ChildProcess console) => console.ExitCode == 3
        && (console.Errors.Contains("does not answer on port", StringComparison.Ordinal) || console.Errors.Contains("no silo of cluster", StringComparison.Ordinal));

    protected ChildProcess Keep(ChildProcess child)
    {
        _children.Add(child);
        return child;
    }
}
