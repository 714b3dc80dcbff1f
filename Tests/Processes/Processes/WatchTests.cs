using System.Text.Json;
using JointQP.Tests.Processes.Harness;

namespace JointQP.Tests.Processes.Processes;

/// <summary>A study is watched in a real terminal, and in a pipe.</summary>
public sealed class WatchTests : ProcessTest
{
    /// <summary>Short epochs, so that there are curves at once, and far more of them than the test waits for.</summary>
    private const string Curves =
        """
        name: curves
        seeds: 2
        experiments:
          - name: fashion
            dataset: fashion-mnist-sample
            samples: { train: 128, validation: 64, test: 64 }
            network: convnet
            training: { epochs: 20000, batch: 32 }
            compression: { ramp: { every: 4 steps, times: 4 } }
            schedules:
              - float
              - order: Q8(w)
                onsets: [50 %]
        """;

    [Fact]
    public async Task Watch_InATerminal_OutlivesResizingAndTheSiloAndSaysHowToComeBack()
    {
        Assert.SkipUnless(Tmux.IsThere, "There is no tmux on this machine; on Debian: apt-get install tmux.");
        await Cluster.Start(workers: 2);
        await Launch();
        using var terminal = Watch();
        // Both trials of a seed begin with the stage that its worker trains.
        var picture = await Until(
            terminal,
            screen => IsWhole(screen) && screen[1].Contains("4 running of 4", StringComparison.Ordinal)
                && Has(screen, "validation accuracy") && screen.Any(line => line.AsSpan().ContainsAnyInRange('▁', '█')),
            "a curve, and trials on both workers");
        Assert.StartsWith("curves  running for ", picture[0], StringComparison.Ordinal);
        Assert.All(picture, line => Assert.InRange(line.Length, 0, 80));

        terminal.Resize(120, 30);
        await Until(terminal, screen => screen.Any(line => line.Length > 80), "the picture to fill a wider window");
        terminal.Resize(60, 14);
        await Until(terminal, screen => IsWhole(screen) && screen.Max(line => line.Length) <= 60, "the picture to fit a narrower window");

        Cluster.Silo.Send(Signal.Kill);
        await Until(
            terminal,
            screen => IsWhole(screen) && Has(screen, "! waiting for the cluster for "),
            "the word that the cluster is away");
        await Cluster.Start(workers: 2);
        await Until(terminal, screen => !Has(screen, "waiting for the cluster"), "the picture to go on");

        terminal.Resize(80, 24);
        await Until(terminal, screen => IsWhole(screen) && screen.Any(line => line.Length > 60), "the picture to fill the window");
        terminal.Press("C-c");
        await Until(terminal, screen => Has(screen, "exit code 130"), "the end of the watching");
        Assert.True(IsWhole(terminal.Screen), string.Join('\n', terminal.Screen));
        Assert.Contains("the study goes on; come back with 'jointqp study watch curves --data", Text(terminal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watch_StudyEnds_LeavesTheSummaryAndItsExitCode()
    {
        Assert.SkipUnless(Tmux.IsThere, "There is no tmux on this machine; on Debian: apt-get install tmux.");
        await Cluster.Start(workers: 1);
        await Launch();
        using var terminal = Watch();
        await Until(terminal, screen => Has(screen, "2 running, 2 waiting of 4"), "trials to run");

        await Cluster.Ask("study", "cancel", "curves");

        await Until(terminal, screen => Has(screen, "exit code 1"), "the end of the watching");
        var summary = Text(terminal);
        Assert.Contains("curves  cancelled after ", summary, StringComparison.Ordinal);
        Assert.Contains("4 cancelled of 4", summary, StringComparison.Ordinal);
        Assert.Contains("see what it found with 'jointqp study results curves", summary, StringComparison.Ordinal);
        await Cluster.Stop();
    }

    [Fact]
    public async Task Watch_InAPipe_IsPlainLinesOrJsonOrOnePicture()
    {
        await Cluster.Start(workers: 1);
        await Launch();
        var lines = Cluster.Run(Programs.Console, "study", "watch", "curves", "--data", Cluster.Data);
        var json = Cluster.Run(Programs.Console, "study", "watch", "curves", "-o", "json", "--data", Cluster.Data);
        await Patience.Until(() => lines.Output.Length > 0 && json.Output.Length > 0, "a line of each");
        lines.Send(Signal.Interrupt);
        json.Send(Signal.Interrupt);

        Assert.Equal(130, await lines.Exit(Patience));
        Assert.Equal(130, await json.Exit(Patience));
        Assert.All(lines.Output.Split('\n'), line => Assert.StartsWith("curves ", line, StringComparison.Ordinal));
        Assert.DoesNotContain('\e', lines.Output);
        Assert.All(json.Output.Split('\n'), line => Assert.Equal("curves", JsonElement.Parse(line).GetProperty("name").GetString()));

        var once = await Cluster.Console("study", "watch", "curves", "--once");
        Assert.Equal(0, once.ExitCode);
        Assert.StartsWith("curves  running for ", once.Output, StringComparison.Ordinal);
        Assert.Contains("Q8(w)", once.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', once.Output);
        await Cluster.Stop();
    }

    /// <summary>Head, schedules and workers are there, each once.</summary>
    private static bool IsWhole(string[] screen) =>
        screen.Count(line => line.StartsWith("curves  ", StringComparison.Ordinal)) == 1
        && screen.Count(line => line.StartsWith("fashion ", StringComparison.Ordinal)) == 1
        && screen.Count(line => line.StartsWith("worker ", StringComparison.Ordinal)) == 1;

    private static bool Has(string[] screen, string text) => screen.Any(line => line.Contains(text, StringComparison.Ordinal));

    private static string Text(Tmux terminal) => string.Join('\n', terminal.Screen);

    /// <summary>Waits for a screen, and answers it; where it does not come, the message tells the one that is there.</summary>
    private async Task<string[]> Until(Tmux terminal, Func<string[], bool> shows, string what)
    {
        try
        {
            return await Patience.For(() => terminal.Screen is var screen && shows(screen) ? screen : null, what);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message} The window shows:\n{Text(terminal)}", e);
        }
    }

    private Tmux Watch() =>
        Tmux.Open(Path.Combine(Cluster.Data, "tmux"), 80, 24, Programs.DotNet, Programs.Console, "study", "watch", "curves", "--data", Cluster.Data);

    private async Task Launch()
    {
        var file = Path.Combine(Cluster.Data, "curves.yaml");
        await File.WriteAllTextAsync(file, Curves, Patience.Token);
        await Cluster.Ask("study", "launch", file);
    }
}
